import type { Change } from '../../../../shared/jobs/advance.ts';
import { advance } from '../../../../shared/jobs/advance.ts';
import { createJobId } from '../../../../shared/jobs/job-id.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { createRecord } from '../../../support/fake-record.ts';

/** When a sample's n-th change happened: n seconds after it was created. */
export const secondAfterStart = (n: number) =>
  new Date(Date.UTC(2026, 10, 21, 4, 0, n)).toISOString();

/** A job that has gone through these changes, one a second. */
export function sampleRecord(
  changes: readonly Change[] = [],
  facts: Partial<JobRecord> = {},
): JobRecord {
  const id = createJobId('vid', new Date(secondAfterStart(0)));
  const created = createRecord({ id, ...facts });
  return changes.reduce(
    (record, change, index) => advance(record, change, new Date(secondAfterStart(index + 1))),
    created,
  );
}

const intend: Change = { type: 'intend', intentId: 'intent' };
const accept: Change = { type: 'accept', taskId: 'task-1', requestId: null };
const render: Change = { type: 'render', facts: { task_status: 'SUCCEEDED' } };
const close: Change = { type: 'close' };
const error = {
  code: 'deadline_exceeded',
  message: 'Too late.',
  provider_code: null,
  stage: 'render',
  retryable: true,
  maybe_billed: true,
} as const;
const output = {
  bucket: 'media',
  key: 'videos/acme/vid_x/video.mp4',
  bytes: 3,
  sha256: 'abc',
  content_type: 'video/mp4',
};
const complete: Change = {
  type: 'decide',
  verdict: { status: 'completed', error: null },
  output,
};
const end = (status: 'failed' | 'cancelled' | 'timed_out'): Change => ({
  type: 'decide',
  verdict: { status, error: status === 'cancelled' ? null : error },
});

/** What jobs go through, by how they end. */
export const histories = {
  created: [],
  running: [intend, accept, { type: 'observe', facts: { task_status: 'RUNNING' }, running: true }],
  completed: [intend, accept, render, complete, close],
  failed: [intend, end('failed'), close],
  cancelled: [{ type: 'abandon', verdict: { status: 'cancelled', error: null } }, close],
  timed_out: [end('timed_out'), close],
  expired: [intend, accept, { type: 'expire', verdict: { status: 'timed_out', error } }],
  recovered: [
    intend,
    accept,
    { type: 'expire', verdict: { status: 'timed_out', error } },
    render,
    complete,
    close,
  ],
} as const satisfies Record<string, readonly Change[]>;
