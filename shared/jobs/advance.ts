import type { JobPhase } from '../contract/job.ts';
import type { Change } from './change.ts';
import { isAnnounced, isLost, type JobRecord, mayComeBack } from './job-record.ts';

export type { Change } from './change.ts';

type Moment = string;
type Advance<Type> = (
  record: JobRecord,
  change: Extract<Change, { type: Type }>,
  at: Moment,
) => JobRecord;

/** In which phases a change means something; in any other it is absorbed. */
const phasesOf: { [Type in Change['type']]: readonly JobPhase[] } = {
  intend: ['admission'],
  withdraw: ['submitting'],
  doubt: ['submitting'],
  repeat: ['submitting'],
  refuse: ['submitting'],
  accept: ['admission', 'submitting', 'closing', 'closed'],
  observe: ['waiting'],
  render: ['waiting'],
  requestCancel: ['submitting', 'waiting'],
  announce: ['admission', 'submitting', 'waiting', 'archiving', 'closing', 'closed'],
  copy: ['archiving'],
  expire: ['waiting', 'archiving'],
  abandon: ['admission'],
  decide: ['admission', 'submitting', 'waiting', 'archiving'],
  close: ['closing'],
  continue: ['admission', 'submitting', 'waiting', 'archiving', 'closing'],
  recover: ['closed'],
};

/** Clocks differ: nothing is said to have begun after it was seen. */
function startOf({ started_at }: JobRecord, startedAt: string | undefined, at: string): string {
  return started_at ?? (startedAt !== undefined && startedAt < at ? startedAt : at);
}

const steps: { [Type in Change['type']]: Advance<Type> } = {
  intend: (record, { intentId }, at) => ({
    ...record,
    ...(record.kind === 'vision' && begun(record, at)),
    phase: 'submitting',
    intent: { id: intentId, at, request_id: null },
  }),
  withdraw: (record, { intentId }) =>
    ofIntent(record, intentId, { phase: 'admission', intent: null }),
  doubt: (record, { intentId, requestId }) =>
    ofIntent(record, intentId, {
      intent: record.intent && { ...record.intent, request_id: requestId },
    }),
  repeat: (record, { intentId, replaces }, at) =>
    ofIntent(record, replaces, { intent: { id: intentId, at, request_id: null } }),
  refuse: (record, { intentId, verdict }) =>
    ofIntent(record, intentId, { phase: 'closing', intent: null, verdict }),
  accept: acceptTask,
  observe: (record, { facts, running, startedAt }, at) => ({
    ...record,
    status: running && record.status === 'queued' ? 'in_progress' : record.status,
    started_at: running ? startOf(record, startedAt, at) : record.started_at,
    provider: { ...record.provider, ...facts },
  }),
  render: (record, { facts, startedAt }, at) => ({
    ...record,
    status: record.status === 'queued' ? 'in_progress' : record.status,
    started_at: startOf(record, startedAt, at),
    phase: 'archiving',
    provider: { ...record.provider, ...facts },
  }),
  requestCancel: (record, _change, at) => ({
    ...record,
    cancel_requested_at: record.cancel_requested_at ?? at,
  }),
  announce: (record, { names }) => ({
    ...record,
    announced: [...new Set([...record.announced, ...names])],
  }),
  // of two attempts that begin at once one is first; the other must see that it was not
  copy: (record, { copy, replaces }) =>
    (record.copy?.upload_id ?? null) === replaces ? { ...record, copy } : record,
  expire: (record, { verdict }) => ({ ...record, status: verdict.status, error: verdict.error }),
  abandon: (record, { verdict }) => ({ ...record, phase: 'closing', verdict }),
  decide: (record, { verdict, output, facts }) => ({
    ...record,
    phase: 'closing',
    verdict,
    output: output ?? record.output,
    provider: { ...record.provider, ...facts },
    copy: null,
  }),
  close: closeRecord,
  continue: (record, { continuation }) => ({
    ...record,
    continuations: Math.max(record.continuations, continuation),
  }),
  recover: recoverRecord,
};

/**
 * The only way a record changes. Pure: the same record and change give the same result, and a change
 * that means nothing in the record's phase returns that very record.
 */
export function advance(record: JobRecord, change: Change, now: Date): JobRecord {
  if (!phasesOf[change.type].includes(record.phase)) return record;
  const at = now.toISOString();
  const step = steps[change.type] as Advance<Change['type']>;
  const next = step(record, change, at);
  if (next === record || sameFacts(record, next)) return record;
  const timeline = [...record.timeline, { at, event: change.type, ...wordsOf(change) }];
  return { ...next, updated_at: at, timeline };
}

/** What is asked is answered in the same call: so it has been submitted and is under way. */
function begun(record: JobRecord, at: Moment): Partial<JobRecord> {
  return {
    status: 'in_progress',
    submitted_at: record.submitted_at ?? at,
    started_at: record.started_at ?? at,
  };
}

/** A submit that outlived its execution must not settle the one that came after it. */
function ofIntent(record: JobRecord, intentId: string, changed: Partial<JobRecord>): JobRecord {
  return record.intent?.id === intentId ? { ...record, ...changed } : record;
}

/** A task that shows up after the job was given up is written down, so that nothing paid is forgotten. */
function acceptTask(
  record: JobRecord,
  { taskId, requestId, submittedAt }: Extract<Change, { type: 'accept' }>,
  at: Moment,
): JobRecord {
  if (record.provider.task_id !== null) return record;
  const provider = { ...record.provider, task_id: taskId, request_id: requestId };
  const ended = record.phase === 'closing' || record.phase === 'closed';
  const phase = ended ? record.phase : 'waiting';
  const submitted_at = record.submitted_at ?? submittedAt ?? at;
  return { ...record, phase, intent: null, submitted_at, provider };
}

function closeRecord(record: JobRecord, _change: unknown, at: Moment): JobRecord {
  if (!record.verdict) return record;
  const { error } = record.verdict;
  // told as timed out, a job stays so unless its video came or is certainly lost
  const stays = record.status === 'timed_out' && record.verdict.status === 'cancelled';
  const status = stays ? 'timed_out' : record.verdict.status;
  const completed = status === 'completed';
  return {
    ...record,
    phase: 'closed',
    status,
    error: stays && record.error ? { ...record.error, maybe_billed: false } : error,
    // what a later search for the task needs
    intent: isLost(record) ? record.intent : null,
    completed_at: completed ? at : null,
    recovered_at: completed && isAnnounced(record) ? at : record.recovered_at,
  };
}

/** The job was told to have failed; it stays so for its caller until the video is there. */
function recoverRecord(
  record: JobRecord,
  { taskId, requestId, submittedAt }: Extract<Change, { type: 'recover' }>,
): JobRecord {
  const { task_id } = record.provider;
  if (!mayComeBack(record) || (task_id !== null && task_id !== taskId)) return record;
  const provider = { ...record.provider, task_id: taskId, request_id: requestId };
  return {
    ...record,
    phase: 'waiting',
    verdict: null,
    intent: null,
    submitted_at: record.submitted_at ?? submittedAt,
    provider,
  };
}

function sameFacts(before: JobRecord, after: JobRecord): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

/** What the timeline says beside the name of the change. */
function wordsOf(change: Change): Record<string, unknown> {
  if (change.type === 'accept' || change.type === 'recover') return { task_id: change.taskId };
  if (change.type === 'continue') return { continuation: change.continuation };
  if (change.type === 'observe') return { task_status: change.facts.task_status };
  if (change.type === 'copy') return { bytes: change.copy.bytes };
  if (!('verdict' in change)) return {};
  return { status: change.verdict.status, code: change.verdict.error?.code };
}
