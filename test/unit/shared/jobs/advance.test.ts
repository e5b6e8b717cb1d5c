import { describe, expect, it } from 'vitest';
import type { JobPhase } from '../../../../shared/contract/video.ts';
import { advance, type Change } from '../../../../shared/jobs/advance.ts';
import { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { jobError } from '../../../../shared/video/workflow.ts';
import fc from '../../../support/fake-chance.ts';
import { createRecord } from '../../../support/fake-record.ts';

const error = jobError({ code: 'x', message: 'y', stage: 'render' });
const failed = { status: 'failed', error } as const;
const timedOut = { status: 'timed_out', error } as const;
const cancelled = { status: 'cancelled', error: null } as const;
const completed = { status: 'completed', error: null } as const;
const output = { bucket: 'b', key: 'k', bytes: 1, sha256: '0', content_type: 'video/mp4' };

const samples: { [Type in Change['type']]: Extract<Change, { type: Type }> } = {
  intend: { type: 'intend', intentId: 'i1' },
  withdraw: { type: 'withdraw' },
  doubt: { type: 'doubt', requestId: 'r1' },
  accept: { type: 'accept', taskId: 't1', requestId: 'r1' },
  observe: { type: 'observe', facts: { task_status: 'RUNNING' }, running: true },
  render: { type: 'render', facts: { task_status: 'SUCCEEDED', usage: { SR: 720 } } },
  expire: { type: 'expire', verdict: timedOut },
  abandon: { type: 'abandon', verdict: failed },
  decide: { type: 'decide', verdict: completed, output },
  close: { type: 'close' },
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
  accept: { submitting: 'waiting', closing: 'closing', closed: 'closed' },
  observe: { waiting: 'waiting' },
  render: { waiting: 'archiving' },
  expire: { waiting: 'waiting', archiving: 'archiving' },
  abandon: { admission: 'closing' },
  decide: {
    admission: 'closing',
    submitting: 'closing',
    waiting: 'closing',
    archiving: 'closing',
  },
  close: { closing: 'closed' },
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
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.string().map((intentId) => ({ type: 'intend', intentId }) as const),
  fc.constantFrom(samples.withdraw, samples.close),
  fc.option(fc.string()).map((requestId) => ({ type: 'doubt', requestId }) as const),
  fc
    .record({ taskId: fc.string({ minLength: 1 }), requestId: fc.option(fc.string()) })
    .map((facts) => ({ type: 'accept', ...facts }) as const),
  fc
    .record({ task_status: fc.constantFrom('PENDING', 'RUNNING', 'SUSPENDED') })
    .chain((facts) =>
      fc.boolean().map((running) => ({ type: 'observe', facts, running }) as const),
    ),
  fc.constant(samples.render),
  fc.constant(samples.expire),
  fc
    .constantFrom(failed, timedOut, cancelled)
    .map((verdict) => ({ type: 'abandon', verdict }) as const),
  fc
    .record({ verdict: verdicts, output: fc.option(fc.constant(output), { nil: undefined }) })
    .map((facts) => ({ type: 'decide', ...facts }) as const),
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
          expect(next.intent !== null).toBe(next.phase === 'submitting' || wasInDoubt(next));
          if (['waiting', 'archiving'].includes(next.phase))
            expect(next.provider.task_id).not.toBeNull();
          if (next.phase === 'closing' || next.phase === 'closed')
            expect(next.verdict).not.toBeNull();
          if (next.status === 'completed') {
            expect(next).toMatchObject({ phase: 'closed', verdict: { status: 'completed' } });
          }
          if (next.phase !== 'closed') expect(next.completed_at).toBeNull();
          if (record.provider.task_id !== null)
            expect(next.provider.task_id).toBe(record.provider.task_id);
          if (record.phase === 'closed') {
            expect(next.phase).toBe('closed');
            expect(next.status).toBe(record.status);
            expect(next.error).toEqual(record.error);
            expect(next.output).toEqual(record.output);
          }
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

  it('writes a task down once, even when it shows up after the end', () => {
    const late = advance(inPhase.closed, samples.accept, now);
    expect(late.provider).toMatchObject({ task_id: 't1', request_id: 'r1' });
    expect(advance(late, { ...samples.accept, taskId: 't2' }, now)).toBe(late);
  });
});

/** A decision that was taken while a submit was open keeps its intent until the job is closed. */
function wasInDoubt({ phase, intent }: JobRecord): boolean {
  return phase === 'closing' && intent !== null;
}
