import { describe, expect, it } from 'vitest';
import { routes } from '../../../../shared/contract/routes.ts';
import { continuationOf } from '../../../../shared/jobs/executions.ts';
import { createJobId } from '../../../../shared/jobs/job-id.ts';
import fc from '../../../support/fake-chance.ts';

const moment = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2200-01-01T00:00:00Z'),
  noInvalidDate: true,
});

describe('createJobId', () => {
  it('sorts newest first', () => {
    fc.assert(
      fc.property(moment, moment, (one, other) => {
        fc.pre(one.getTime() !== other.getTime());
        const [older, newer] = one < other ? [one, other] : [other, one];
        expect(createJobId('vid', newer) < createJobId('vid', older)).toBe(true);
      }),
    );
  });

  it('fits the routes, S3 keys and execution names', () => {
    fc.assert(
      fc.property(moment, (now) => {
        const id = createJobId('vid', now);
        expect(routes.getVideo.parameters.safeParse({ id }).success).toBe(true);
        expect(id).toMatch(/^vid_[0-9a-v]{26}$/);
      }),
    );
    const asset = createJobId('ast', new Date());
    expect(routes.getAsset.parameters.safeParse({ id: asset }).success).toBe(true);
  });

  it('never gives the same id twice in a moment', () => {
    const now = new Date('2026-11-21T04:00:00Z');
    const ids = Array.from({ length: 2000 }, () => createJobId('vid', now));
    expect(new Set(ids).size).toBe(2000);
  });
});

describe('continuationOf', () => {
  const names = [
    ['vid_x', 0],
    ['vid_x-r1', 1],
    ['vid_x-r5', 5],
    ['vid_x-r12', 12],
    ['vid_r1', 0],
    ['vid_x-r', 0],
  ] as const;
  it.each(names)('reads %s as %i', (name, continuation) => {
    expect(continuationOf(name)).toBe(continuation);
  });
});
