import { describe, expect, it } from 'vitest';
import { advance, type Change } from '../../../../shared/jobs/advance.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { createRecord, sampleIntent } from '../../../support/fake-record.ts';

const now = new Date('2026-11-21T06:00:00.000Z');
const error = {
  code: 'submission_unknown',
  message: 'unknown',
  provider_code: null,
  stage: 'submit',
  retryable: false,
  maybe_billed: true,
} as const;
const verdict = { status: 'failed', error } as const;
const submittedAt = '2026-11-21T04:00:11.000Z';
const recover: Change = { type: 'recover', taskId: 't1', requestId: 'r1', submittedAt };

const run = (record: JobRecord, ...changes: Change[]) =>
  changes.reduce((standing, change) => advance(standing, change, now), record);

const submitting = createRecord({ phase: 'submitting', intent: sampleIntent });
const lost = run(submitting, { type: 'decide', verdict }, { type: 'close' });

describe('advance, for a job whose task was lost', () => {
  it('keeps the intent of a job that ends without knowing its task', () => {
    expect(lost).toMatchObject({ phase: 'closed', status: 'failed', intent: sampleIntent });
  });

  it('forgets the intent of a job that was refused', () => {
    const refused = { ...verdict, error: { ...error, maybe_billed: false } };
    expect(
      run(submitting, { type: 'decide', verdict: refused }, { type: 'close' }).intent,
    ).toBeNull();
  });

  it('goes on with the task, and stays failed until the video is there', () => {
    const recovered = run(lost, recover);
    expect(recovered).toMatchObject({
      phase: 'waiting',
      status: 'failed',
      error,
      verdict: null,
      submitted_at: submittedAt,
      provider: { task_id: 't1', request_id: 'r1' },
    });
    const completed = run(
      recovered,
      { type: 'render', facts: { task_status: 'SUCCEEDED' } },
      { type: 'decide', verdict: { status: 'completed', error: null } },
      { type: 'close' },
    );
    expect(completed).toMatchObject({
      status: 'completed',
      error: null,
      recovered_at: now.toISOString(),
      completed_at: now.toISOString(),
    });
  });

  it('goes on with a task that was written down too late', () => {
    const accept = { type: 'accept', taskId: 't1', requestId: null } as const;
    expect(run(lost, accept, recover).phase).toBe('waiting');
    expect(run(lost, { ...accept, taskId: 't2' }, recover).phase).toBe('closed');
  });

  const others: readonly [string, JobRecord][] = [
    ['completed', createRecord({ phase: 'closed', status: 'completed' })],
    ['cancelled', createRecord({ phase: 'closed', status: 'cancelled' })],
    [
      'failed for nothing',
      createRecord({ phase: 'closed', status: 'failed', error: { ...error, maybe_billed: false } }),
    ],
    ['waiting', createRecord({ phase: 'waiting' })],
  ];
  it.each(others)('leaves a job alone that is %s', (_name, record) => {
    expect(run(record, recover)).toBe(record);
  });

  it('counts continuations upwards only', () => {
    const counted = run(submitting, { type: 'continue', continuation: 3 });
    expect(counted.continuations).toBe(3);
    expect(run(counted, { type: 'continue', continuation: 2 })).toBe(counted);
    expect(run(lost, { type: 'continue', continuation: 1 })).toBe(lost);
  });
});
