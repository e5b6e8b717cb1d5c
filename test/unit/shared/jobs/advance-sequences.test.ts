import { describe, expect, it } from 'vitest';
import { advance, type Change } from '../../../../shared/jobs/advance.ts';
import { isLost, JobRecord } from '../../../../shared/jobs/job-record.ts';
import fc from '../../../support/fake-chance.ts';
import { createRecord } from '../../../support/fake-record.ts';
import {
  cancelled,
  completed,
  copy,
  failed,
  freeze,
  now,
  output,
  samples,
  submittedAt,
  timedOut,
  unbilled,
} from './advance-samples.ts';

const verdicts = fc.constantFrom(failed, timedOut, completed, cancelled);
const intentId = fc.constantFrom('i0', 'i1');
const id = fc.constantFrom('1', '2');
const requestId = fc.option(id);
const names = fc.subarray(['queued', 'started', 'completed']);
const as = <Type extends Change['type'], Facts extends object>(
  type: Type,
  facts: fc.Arbitrary<Facts>,
) => facts.map((found) => ({ type, ...found }));
const change: fc.Arbitrary<Change> = fc.oneof(
  as('intend', fc.record({ intentId })),
  as('withdraw', fc.record({ intentId })),
  as('doubt', fc.record({ intentId, requestId })),
  as(
    'refuse',
    intentId.map((of) => ({ intentId: of, verdict: { ...failed, error: unbilled } })),
  ),
  as('accept', fc.record({ taskId: id, requestId })),
  as(
    'observe',
    fc.record({
      facts: fc.record({ task_status: fc.constantFrom('PENDING', 'RUNNING', 'SUSPENDED') }),
      running: fc.boolean(),
    }),
  ),
  fc.constantFrom(samples.render, samples.requestCancel, samples.expire, samples.close),
  as('announce', fc.record({ names })),
  as(
    'copy',
    fc.record({
      copy: id.map((upload_id) => ({ ...copy, upload_id })),
      replaces: fc.option(id),
    }),
  ),
  as('abandon', fc.record({ verdict: fc.constantFrom(failed, timedOut, cancelled) })),
  as(
    'decide',
    fc.record({ verdict: verdicts, output: fc.option(fc.constant(output), { nil: undefined }) }),
  ),
  as('continue', fc.record({ continuation: fc.nat(5) })),
  as('recover', fc.record({ taskId: id, requestId, submittedAt: fc.constant(submittedAt) })),
);

describe('advance, over any sequence of changes', () => {
  it('keeps every record valid and consistent', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
        let record = freeze(createRecord());
        for (const one of changes) {
          const next = freeze(advance(record, one, now));
          expect(advance(record, one, now)).toEqual(next);
          expect(JobRecord.parse(next)).toEqual(next);
          expectConsistent(next);
          expectLawful(record, next, one);
          record = next;
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** What every record is, whatever has happened to it. */
function expectConsistent(record: JobRecord): void {
  const { phase, status, intent, provider, verdict, completed_at } = record;
  if (phase === 'submitting') expect(intent).not.toBeNull();
  if (['admission', 'waiting', 'archiving'].includes(phase)) expect(intent).toBeNull();
  // what a later search for the task needs, and nothing else, outlives the end
  if (phase === 'closed' && intent !== null) expect(isLost(record)).toBe(true);
  if (phase === 'waiting' || phase === 'archiving') expect(provider.task_id).not.toBeNull();
  expect(verdict !== null).toBe(phase === 'closing' || phase === 'closed');
  if (status === 'completed') {
    expect(record).toMatchObject({ phase: 'closed', verdict: { status: 'completed' } });
  }
  expect(completed_at !== null).toBe(status === 'completed');
  if (phase !== 'archiving') expect(record.copy).toBeNull();
}

/** What a change may never undo. */
function expectLawful(before: JobRecord, after: JobRecord, { type }: Change): void {
  const taskId = before.provider.task_id;
  if (taskId !== null) expect(after.provider.task_id).toBe(taskId);
  expect(after.continuations).toBeGreaterThanOrEqual(before.continuations);
  expect(after.announced).toEqual(expect.arrayContaining(before.announced));
  expect(new Set(after.announced).size).toBe(after.announced.length);
  if (before.phase !== 'closed') return;
  const { status, error: reason, output: kept } = before;
  expect(after).toMatchObject({ status, error: reason, output: kept });
  if (after.phase === 'closed') return;
  expect(type).toBe('recover');
  expect(before).toMatchObject({ status: 'failed', error: { maybe_billed: true } });
}
