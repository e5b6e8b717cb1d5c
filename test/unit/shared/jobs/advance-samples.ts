import type { JobPhase } from '../../../../shared/contract/job.ts';
import type { Change } from '../../../../shared/jobs/advance.ts';
import { jobError } from '../../../../shared/jobs/job-error.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { createRecord } from '../../../support/fake-record.ts';

export const error = jobError({ code: 'x', message: 'y', stage: 'render', maybe_billed: true });
export const unbilled = { ...error, maybe_billed: false };
export const failed = { status: 'failed', error } as const;
export const timedOut = { status: 'timed_out', error } as const;
export const cancelled = { status: 'cancelled', error: null } as const;
export const completed = { status: 'completed', error: null } as const;
export const copy = { upload_id: 'u1', bytes: 1, version: '"v1"' };
export const submittedAt = '2026-11-21T04:10:00.000Z';
export const output = { bucket: 'b', key: 'k', bytes: 1, sha256: '0', content_type: 'video/mp4' };

/** One change of each kind, as it means something to a record below. */
export const samples: { [Type in Change['type']]: Extract<Change, { type: Type }> } = {
  intend: { type: 'intend', intentId: 'i1' },
  withdraw: { type: 'withdraw', intentId: 'i0' },
  doubt: { type: 'doubt', intentId: 'i0', requestId: 'r1' },
  repeat: { type: 'repeat', intentId: 'i1', replaces: 'i0' },
  refuse: { type: 'refuse', intentId: 'i0', verdict: failed },
  accept: { type: 'accept', taskId: 't1', requestId: 'r1' },
  observe: { type: 'observe', facts: { task_status: 'RUNNING' }, running: true },
  render: { type: 'render', facts: { task_status: 'SUCCEEDED', usage: { SR: 720 } } },
  requestCancel: { type: 'requestCancel' },
  announce: { type: 'announce', names: ['queued'] },
  copy: { type: 'copy', copy, replaces: null },
  expire: { type: 'expire', verdict: timedOut },
  abandon: { type: 'abandon', verdict: failed },
  decide: { type: 'decide', verdict: completed, output },
  close: { type: 'close' },
  continue: { type: 'continue', continuation: 1 },
  recover: { type: 'recover', taskId: 't1', requestId: 'r1', submittedAt },
};

const intent = { id: 'i0', at: '2026-11-21T04:00:00.000Z', request_id: null };
export const provider = { ...createRecord().provider, task_id: 't0' };
/** A record in each phase; the closed one may have been billed, without its task being known. */
export const inPhase: Record<JobPhase, JobRecord> = {
  admission: createRecord(),
  submitting: createRecord({ phase: 'submitting', intent }),
  waiting: createRecord({ phase: 'waiting', provider }),
  archiving: createRecord({ phase: 'archiving', status: 'in_progress', provider }),
  closing: createRecord({ phase: 'closing', verdict: failed }),
  closed: createRecord({ phase: 'closed', status: 'failed', verdict: failed, error }),
};

export const now = new Date('2026-11-21T04:30:00Z');
/** Makes whoever changes a record in place fail. */
export const freeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).map(freeze);
  return value;
};
