import { describe, expect, it } from 'vitest';
import { jobError } from '../../../../shared/jobs/job-error.ts';
import { measurementsOf } from '../../../../shared/video/measure-job.ts';
import { createRecord } from '../../../support/fake-record.ts';

const provider = createRecord().provider;
const usage = (facts: Record<string, unknown>) => ({ provider: { ...provider, usage: facts } });
const completed_at = '2026-11-21T04:03:20.000Z';

describe('measurementsOf', () => {
  it.each([
    [{ status: 'failed' }, { VideosFailed: 1 }],
    [{ status: 'cancelled' }, { VideosCancelled: 1 }],
    [{ status: 'timed_out' }, { VideosTimedOut: 1 }],
    [{ status: 'queued' }, {}],
    [
      { status: 'completed', completed_at, ...usage({ duration: 10.04, SR: 720 }) },
      { VideosCompleted: 1, SecondsToComplete: 200, BilledSeconds: 10.04 },
    ],
    [
      { status: 'completed', completed_at, ...usage({ video_duration: '5' }) },
      { VideosCompleted: 1, SecondsToComplete: 200, BilledSeconds: 5 },
    ],
    [
      { status: 'completed', completed_at, ...usage({ duration: 'long' }) },
      { VideosCompleted: 1, SecondsToComplete: 200 },
    ],
  ] as const)('of %j are %j', (changes, measurements) => {
    expect(measurementsOf(createRecord(changes))).toEqual(measurements);
  });

  it('tell of money that may be lost', () => {
    const facts = { code: 'submit_unknown', message: 'Lost.', stage: 'submit', maybe_billed: true };
    const error = jobError(facts as Parameters<typeof jobError>[0]);
    expect(measurementsOf(createRecord({ status: 'failed', error }))).toEqual({
      VideosFailed: 1,
      VideosMaybeBilled: 1,
    });
  });
});
