import { describe, expect, it } from 'vitest';
import { createJobId } from '../../../../shared/jobs/job-id.ts';
import { afterJob, idOfFolder, keys } from '../../../../shared/storage/keys.ts';
import fc from '../../../support/fake-chance.ts';

const owner = fc.stringMatching(/^[a-z0-9-]{1,40}$/);
const id = fc.date({ noInvalidDate: true, min: new Date(0) }).map((now) => createJobId('vid', now));
const perJob = [keys.record, keys.request, keys.video];

describe('keys', () => {
  it('keeps every owner under a prefix of their own', () => {
    fc.assert(
      fc.property(owner, owner, id, (one, other, job) => {
        fc.pre(one !== other);
        for (const keyOf of perJob) {
          const key = keyOf({ owner: one, id: job });
          expect(key.startsWith(keys.videosOf(one))).toBe(true);
          expect(key.startsWith(keys.videosOf(other))).toBe(false);
        }
        expect(keys.asset(one, job).startsWith(`uploads/${one}/`)).toBe(true);
      }),
    );
  });

  it('gives different things different keys', () => {
    const job = { owner: 'acme', id: 'vid_1' };
    const all = [
      ...perJob.map((keyOf) => keyOf(job)),
      keys.open('vid_1'),
      keys.intent('wan2.6-t2v', 'vid_1'),
      keys.task('vid_1'),
      keys.asset('acme', 'vid_1'),
      keys.assetFile('acme', 'vid_1'),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('reads the id back from a folder', () => {
    fc.assert(
      fc.property(owner, id, (of, job) => {
        expect(idOfFolder(`${keys.videosOf(of)}${job}/`)).toBe(job);
      }),
    );
  });

  it('skips exactly one job when a listing goes on after it', () => {
    fc.assert(
      fc.property(owner, id, id, (of, job, other) => {
        const start = afterJob(of, job);
        for (const keyOf of perJob) {
          expect(keyOf({ owner: of, id: job }) < start).toBe(true);
          expect(keyOf({ owner: of, id: other }) < start).toBe(other <= job);
        }
      }),
    );
  });

  it('lists the intents of one model only', () => {
    expect(keys.intent('wan2.6-i2v-flash', 'a').startsWith(keys.intentsOf('wan2.6-i2v'))).toBe(
      false,
    );
  });
});
