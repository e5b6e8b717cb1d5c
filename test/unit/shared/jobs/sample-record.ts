import type { JobRecord } from '../../../../shared/jobs/job-record.ts';

/** A record in which nothing has happened yet. */
export function sampleRecord(facts: Partial<JobRecord> = {}): JobRecord {
  return {
    schema: 1,
    write_id: 'w',
    kind: 'video',
    id: 'vid_1',
    owner: 'acme',
    status: 'queued',
    phase: 'admission',
    created_at: '2026-11-21T04:00:00.000Z',
    updated_at: '2026-11-21T04:00:00.000Z',
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
    timeline: [],
    ...facts,
  };
}

export const sampleIntent = { id: 'i', at: '2026-11-21T04:00:10.000Z', request_id: 'r1' };
