import type { JobRecord } from '../../shared/jobs/job-record.ts';

/** A record as CreateVideo writes it, with whatever a test wants different. */
export function createRecord(changes: Partial<JobRecord> = {}): JobRecord {
  const at = '2026-11-21T04:00:00.000Z';
  return {
    schema: 1,
    write_id: 'vid_1',
    kind: 'video',
    id: 'vid_1',
    owner: 'acme',
    status: 'queued',
    phase: 'admission',
    created_at: at,
    updated_at: at,
    admission_deadline_at: '2026-11-21T05:00:00.000Z',
    deadline_at: '2026-11-21T05:00:00.000Z',
    submitted_at: null,
    started_at: null,
    completed_at: null,
    recovered_at: null,
    mode: 't2v',
    mode_reason: null,
    model: 'wan2.6-t2v',
    typical_seconds: 100,
    request: { prompt: 'a cat' },
    warnings: [],
    metadata: {},
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
    idempotency_claim: null,
    continuations: 0,
    announced: [],
    upload: null,
    timeline: [{ at, event: 'create' }],
    ...changes,
  };
}
