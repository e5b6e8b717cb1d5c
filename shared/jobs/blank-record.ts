import type { JobReference } from '../storage/keys.ts';
import type { Admission } from './idempotency.ts';
import type { JobRecord } from './job-record.ts';

/** What every new record says; its time is the claim's, not the clock's, so that repeats write the same. */
export function blankRecord(job: JobReference, { createdAt, claimKey }: Admission) {
  const at = createdAt.toISOString();
  return {
    ...nothingYet,
    ...job,
    write_id: job.id,
    created_at: at,
    updated_at: at,
    idempotency_claim: claimKey,
    timeline: [{ at, event: 'create' }],
  };
}

const nothingYet = {
  schema: 1,
  status: 'queued',
  phase: 'admission',
  submitted_at: null,
  started_at: null,
  completed_at: null,
  recovered_at: null,
  warnings: [],
  intent: null,
  provider: {
    task_id: null,
    request_id: null,
    task_status: null,
    actual_prompt: null,
    usage: null,
  },
  verdict: null,
  copy: null,
  output: null,
  error: null,
  cancel_requested_at: null,
  continuations: 0,
  announced: [],
  upload: null,
} satisfies Partial<JobRecord>;
