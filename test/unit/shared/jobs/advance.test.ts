import { describe, expect, it } from 'vitest';
import type { JobPhase } from '../../../../shared/contract/video.ts';
import { advance, type Change } from '../../../../shared/jobs/advance.ts';
import { isLost, JobRecord } from '../../../../shared/jobs/job-record.ts';
import { jobError } from '../../../../shared/video/workflow.ts';
import fc from '../../../support/fake-chance.ts';
import { createRecord } from '../../../support/fake-record.ts';

const error = jobError({ code: 'x', message: 'y', stage: 'render', maybe_billed: true });
const unbilled = { ...error, maybe_billed: false };
const failed = { status: 'failed', error } as const;
const timedOut = { status: 'timed_out', error } as const;
const cancelled = { status: 'cancelled', error: null } as const;
const completed = { status: 'completed', error: null } as const;
const copy = { upload_id: 'u1', bytes: 1, version: '"v1"' };
const submittedAt = '2026-11-21T04:10:00.000Z';
const output = { bucket: 'b', key: 'k', bytes: 1, sha256: '0', content_type: 'video/mp4' };

const samples: { [Type in Change['type']]: Extract<Change, { type: Type }> } = {
  intend: { type: 'intend', intentId: 'i1' },
  withdraw: { type: 'withdraw', intentId: 'i0' },
  doubt: { type: 'doubt', intentId: 'i0', requestId: 'r1' },
  refuse: { type: 'refuse', intentId: 'i0', verdict: failed },
  accept: { type: 'accept', taskId: 't1', requestId: 'r1' },
  observe: { type: 'observe', facts: { task_status: 'RUNNING' }, running: true },
  render: { type: 'render', facts: { task_status: 'SUCCEEDED', usage: { SR: 720 } } },
  requestCancel: { type: 'requestCancel' },
  announce: { type: 'announce', names: ['video.queued'] },
  copy: { type: 'copy', copy, replaces: null },
  expire: { type: 'expire', verdict: timedOut },
  abandon: { type: 'abandon', verdict: failed },
  decide: { type: 'decide', verdict: completed, output },
  close: { type: 'close' },
  continue: { type: 'continue', continuation: 1 },
  recover: { type: 'recover', taskId: 't1', requestId: 'r1', submittedAt },
};
const types = Object.keys(samples) as Change['type'][];

const intent = { id: 'i0', at: '2026-11-21T04:00:00.000Z', request_id: null };
const provider = { ...createRecord().provider, task_id: 't0' };
const inPhase: Record<JobPhase, JobRecord> = {
  admission: createRecord(),
  submitting: createRecord({ phase: 'submitting', intent }),
  waiting: createRecord({ phase: 'waiting', provider }),
  archiving: createRecord({ phase: 'archiving', status: 'in_progress', provider }),
  closing: createRecord({ phase: 'closing', verdict: failed }),
  closed: createRecord({ phase: 'closed', status: 'failed', verdict: failed, error }),
};

/** What each change makes of each phase; whatever is not named is absorbed. */
const moves: { [Type in Change['type']]: Partial<Record<JobPhase, JobPhase>> } = {
  intend: { admission: 'submitting' },
  withdraw: { submitting: 'admission' },
  doubt: { submitting: 'submitting' },
  refuse: { submitting: 'closing' },
  accept: { admission: 'waiting', submitting: 'waiting', closing: 'closing', closed: 'closed' },
  observe: { waiting: 'waiting' },
  render: { waiting: 'archiving' },
  requestCancel: { submitting: 'submitting', waiting: 'waiting' },
  announce: {
    admission: 'admission',
    submitting: 'submitting',
    waiting: 'waiting',
    archiving: 'archiving',
    closing: 'closing',
    closed: 'closed',
  },
  copy: { archiving: 'archiving' },
  expire: { waiting: 'waiting', archiving: 'archiving' },
  abandon: { admission: 'closing' },
  decide: {
    admission: 'closing',
    submitting: 'closing',
    waiting: 'closing',
    archiving: 'closing',
  },
  close: { closing: 'closed' },
  continue: {
    admission: 'admission',
    submitting: 'submitting',
    waiting: 'waiting',
    archiving: 'archiving',
    closing: 'closing',
  },
  recover: { closed: 'waiting' },
};
const table = types.flatMap((type) =>
  Object.entries(inPhase).map(([phase, record]) => ({
    type,
    phase: phase as JobPhase,
    record,
    to: moves[type][phase as JobPhase],
  })),
);

const verdicts = fc.constantFrom(failed, timedOut, completed, cancelled);
const intentId = fc.constantFrom('i0', 'i1');
const id = fc.constantFrom('1', '2');
const requestId = fc.option(id);
const names = fc.subarray(['video.queued', 'video.started', 'video.completed']);
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
const now = new Date('2026-11-21T04:30:00Z');
const freeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).map(freeze);
  return value;
};

describe('advance', () => {
  it.each(table)('$type in $phase leads to $to', ({ type, phase, record, to }) => {
    const next = advance(freeze(record), samples[type], now);
    expect(next.phase).toBe(to ?? phase);
    expect(next === record).toBe(to === undefined);
    expect(next.timeline.length).toBe(record.timeline.length + (to === undefined ? 0 : 1));
  });

  it('keeps every record valid and consistent through any sequence of changes', () => {
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

  it('announces a timeout and remembers the recovery', () => {
    const expired = advance(inPhase.waiting, samples.expire, now);
    expect(expired).toMatchObject({ phase: 'waiting', status: 'timed_out', error });
    const steps: Change[] = [samples.observe, samples.render, samples.decide, samples.close];
    const end = steps.reduce((record, one) => advance(record, one, now), expired);
    expect(end).toMatchObject({
      phase: 'closed',
      status: 'completed',
      completed_at: now.toISOString(),
      recovered_at: now.toISOString(),
      error: null,
      output,
    });
  });

  it('recovers nothing when the video came in time', () => {
    const steps: Change[] = [samples.render, samples.decide, samples.close];
    const end = steps.reduce((record, one) => advance(record, one, now), inPhase.waiting);
    expect(end).toMatchObject({ status: 'completed', recovered_at: null });
  });

  it('keeps a job timed out while its provider goes on', () => {
    const expired = advance(inPhase.waiting, samples.expire, now);
    expect(advance(expired, samples.observe, now).status).toBe('timed_out');
    expect(advance(expired, samples.render, now).status).toBe('timed_out');
  });

  it('dates the start of a render from the first poll that saw it', () => {
    const later = new Date('2026-11-21T04:40:00Z');
    const seen = advance(inPhase.waiting, samples.observe, now);
    const again = { type: 'observe', facts: { task_status: 'RUNNING' }, running: true } as const;
    expect(seen).toMatchObject({ status: 'in_progress', started_at: now.toISOString() });
    expect(advance(seen, again, later)).toBe(seen);
  });

  it('writes down what a failed task’s last poll said', () => {
    const facts = { task_status: 'FAILED' };
    const record = advance(inPhase.waiting, { type: 'decide', verdict: failed, facts }, now);
    expect(record.provider).toMatchObject({ task_id: 't0', task_status: 'FAILED' });
  });

  const outlived = ['withdraw', 'doubt', 'refuse'] as const;
  it.each(outlived)('lets no submit that is over %s the one that came after it', (type) => {
    const late = { ...samples[type], intentId: 'another' };
    expect(advance(inPhase.submitting, late, now)).toBe(inPhase.submitting);
  });

  it('remembers when somebody first asked to cancel', () => {
    const later = new Date('2026-11-21T04:40:00Z');
    const asked = advance(inPhase.waiting, samples.requestCancel, now);
    expect(asked.cancel_requested_at).toBe(now.toISOString());
    expect(advance(asked, samples.requestCancel, later)).toBe(asked);
  });

  it('notes every announcement once', () => {
    const told = advance(inPhase.waiting, samples.announce, now);
    const names = ['video.queued', 'video.started'];
    expect(advance(told, samples.announce, now)).toBe(told);
    expect(advance(told, { type: 'announce', names }, now).announced).toEqual(names);
  });

  it('lets the first of two copies stand that begin at once, and replaces only the one named', () => {
    const other = { ...copy, upload_id: 'u2' };
    const begun = advance(inPhase.archiving, samples.copy, now);
    expect(begun.copy).toEqual(copy);
    expect(advance(begun, { type: 'copy', copy: other, replaces: null }, now)).toBe(begun);
    const again = advance(begun, { type: 'copy', copy: other, replaces: 'u1' }, now);
    expect(again.copy).toEqual(other);
    expect(advance(again, samples.decide, now).copy).toBeNull();
  });

  it('never counts continuations backwards', () => {
    const third = advance(inPhase.waiting, { type: 'continue', continuation: 3 }, now);
    expect(third.continuations).toBe(3);
    expect(advance(third, samples.continue, now)).toBe(third);
  });

  it('takes a job up again only when it may have been billed, and only with its own task', () => {
    const refused = { ...inPhase.closed, error: unbilled };
    const known = { ...inPhase.closed, provider };
    expect(advance(refused, samples.recover, now)).toBe(refused);
    expect(advance(known, samples.recover, now)).toBe(known);
    expect(advance(known, { ...samples.recover, taskId: 't0' }, now)).toMatchObject({
      phase: 'waiting',
      status: 'failed',
      submitted_at: submittedAt,
      verdict: null,
    });
  });

  it('keeps a job timed out that turns out to have been cancelled, and calls it not billed', () => {
    const expired = advance(inPhase.waiting, samples.expire, now);
    const steps: Change[] = [{ type: 'decide', verdict: cancelled }, samples.close];
    const end = steps.reduce((record, one) => advance(record, one, now), expired);
    expect(end).toMatchObject({ phase: 'closed', status: 'timed_out', error: unbilled });
  });

  it('writes a task down once, even when it shows up after the end', () => {
    const late = advance(inPhase.closed, samples.accept, now);
    expect(late.provider).toMatchObject({ task_id: 't1', request_id: 'r1' });
    expect(advance(late, { ...samples.accept, taskId: 't2' }, now)).toBe(late);
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
