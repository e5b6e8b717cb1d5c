import { blankRecord } from '../../shared/jobs/blank-record.ts';
import type { JobRecord } from '../../shared/jobs/job-record.ts';

const job = { owner: 'acme', id: 'vid_1' };

/** A record as CreateVideo writes it, with whatever a test wants different. */
export function createRecord(changes: Partial<JobRecord> = {}): JobRecord {
  const createdAt = new Date('2026-11-21T04:00:00.000Z');
  const admission = {
    id: job.id,
    createdAt,
    claimKey: 'idempotency/x',
    replayed: false,
    made: false,
  };
  return {
    ...blankRecord(job, admission),
    kind: 'video',
    admission_deadline_at: '2026-11-21T05:00:00.000Z',
    deadline_at: '2026-11-21T05:00:00.000Z',
    mode: 't2v',
    mode_reason: null,
    model: 'wan2.6-t2v',
    typical_seconds: 100,
    request: { prompt: 'a cat' },
    metadata: {},
    idempotency_claim: null,
    ...changes,
  };
}

/** A submit that was begun ten seconds after the record was written. */
export const sampleIntent = { id: 'i', at: '2026-11-21T04:00:10.000Z', request_id: 'r1' };
