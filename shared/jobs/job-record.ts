import * as z from 'zod';
import { JobError, JobPhase, JobStatus } from '../contract/job.ts';
import { Warning } from '../contract/vision.ts';

const time = z.string();

/** A decision that CloseJob carries out. */
export const Verdict = z.object({
  status: z.enum(['completed', 'failed', 'cancelled', 'timed_out']),
  error: JobError.nullable(),
});
export type Verdict = z.infer<typeof Verdict>;

/** The archived and verified file. */
export const JobOutput = z.object({
  bucket: z.string(),
  key: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  content_type: z.string(),
});
export type JobOutput = z.infer<typeof JobOutput>;

/** A copy into S3 that has begun: what another attempt needs to go on with it (design.md §4, Archive). */
export const BegunCopy = z.object({
  upload_id: z.string(),
  /** The length of the provider's file, and the HTTP validator that tells whether it is still the same one. */
  bytes: z.int(),
  version: z.string().nullable(),
});
export type BegunCopy = z.infer<typeof BegunCopy>;

/** Announced before the provider is called; open until the answer is known (design.md §4, I1). */
export const Intent = z.object({
  id: z.string(),
  at: time,
  /** The provider's id of the submit, when a failed answer carried one. */
  request_id: z.string().nullable(),
});
export type Intent = z.infer<typeof Intent>;

/** What the provider told us of a task. */
export const ProviderFacts = z.object({
  task_id: z.string().nullable(),
  request_id: z.string().nullable(),
  task_status: z.string().nullable(),
  actual_prompt: z.string().nullable(),
  usage: z.record(z.string(), z.unknown()).nullable(),
});
export type ProviderFacts = z.infer<typeof ProviderFacts>;

/** Which object a job was made for (api.md, S3 uploads); a later one of the same key has the greater sequencer. */
const UploadOrigin = z.object({
  rule: z.string(),
  key: z.string(),
  sequencer: z.string(),
  version_id: z.string().nullable(),
  etag: z.string().nullable(),
  bytes: z.int().nullable(),
  /** The job of the object in whose place this one was made. */
  replaces: z.string().optional(),
  /** An earlier job of the object may have been paid for. */
  maybe_billed: z.literal(true).optional(),
});
export type UploadOrigin = z.infer<typeof UploadOrigin>;

/** `job.json`: the whole truth about a job; written only through `advance`. Unknown members are kept. */
export const JobRecord = z.looseObject({
  schema: z.literal(1),
  /** Set afresh by every write, so that a writer can tell its own write from another's. */
  write_id: z.string(),
  kind: z.enum(['video', 'vision']),
  id: z.string(),
  owner: z.string(),
  status: JobStatus,
  phase: JobPhase,
  created_at: time,
  updated_at: time,
  admission_deadline_at: time,
  deadline_at: time,
  submitted_at: time.nullable(),
  started_at: time.nullable(),
  completed_at: time.nullable(),
  recovered_at: time.nullable(),
  mode: z.string(),
  /** Why this mode: what the caller's fields or their model told. */
  mode_reason: z.string().nullable().default(null),
  model: z.string(),
  /** How long a render of the model usually takes, in the provider's seconds. */
  typical_seconds: z.int().nullable().default(null),
  request: z.record(z.string(), z.unknown()),
  warnings: z.array(Warning),
  metadata: z.record(z.string(), z.string()),
  intent: Intent.nullable(),
  provider: ProviderFacts,
  verdict: Verdict.nullable(),
  /** Stands from the first part that is stored until it is known how the job ends. */
  copy: BegunCopy.nullable().default(null),
  output: JobOutput.nullable(),
  error: JobError.nullable(),
  /** When somebody asked to cancel a task whose fate was not known then. */
  cancel_requested_at: time.nullable().default(null),
  /** The key of the idempotency claim that this job answers to. */
  idempotency_claim: z.string().nullable().default(null),
  /** How often a dead execution was continued. */
  continuations: z.int().default(0),
  /** The names of the events that have been told, so that a re-entry repeats what was not. */
  announced: z.array(z.string()).default([]),
  /** The object whose upload made this job, and the rule it was made by. */
  upload: UploadOrigin.nullable().default(null),
  timeline: z.array(z.looseObject({ at: time, event: z.string() })),
});
export type JobRecord = z.infer<typeof JobRecord>;

/** Whether a job has ended, or is about to, with a submit whose task was never found. Only videos are tasks. */
export function isLost({ kind, provider, verdict }: JobRecord): boolean {
  return kind === 'video' && provider.task_id === null && verdict?.error?.maybe_billed === true;
}

/** Whether an ask was repeated because its answer may have been lost: that answer may have been billed. */
export function hasLostAnswer({ timeline }: JobRecord): boolean {
  return timeline.some(({ event }) => event === 'repeat');
}

/** Whether callers have been told an end already, while the work on a paid task goes on. */
export function isAnnounced({ status }: JobRecord): boolean {
  return status === 'timed_out' || status === 'failed';
}

/** Whether a job that was told to have failed may get its video after all: a task may exist. */
export function mayComeBack({ kind, status, error }: JobRecord): boolean {
  return kind === 'video' && status === 'failed' && error?.maybe_billed === true;
}
