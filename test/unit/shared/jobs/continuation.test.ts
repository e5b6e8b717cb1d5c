import { describe, expect, it } from 'vitest';
import { afterDeath } from '../../../../shared/jobs/continuation.ts';
import { createRecord, sampleIntent } from '../../../support/fake-record.ts';

const withTask = createRecord({
  phase: 'waiting',
  submitted_at: '2026-11-21T04:01:00.000Z',
  provider: { ...createRecord().provider, task_id: 't1' },
});
const seen = { ...withTask, provider: { ...withTask.provider, task_status: 'RUNNING' } };
const inDoubt = createRecord({ phase: 'submitting', intent: sampleIntent });
const unpaid = createRecord();

describe('afterDeath', () => {
  const soon = '2026-11-21T04:10:00.000Z';
  const nextDay = '2026-11-22T04:01:00.000Z';
  const dayAfter = '2026-11-23T04:01:00.000Z';
  const rows = [
    ['a new job', unpaid, 0, 'event', soon, 'continue'],
    ['a job that died five times', unpaid, 5, 'event', soon, 'leave'],
    ['the same at the sweep: nothing can have been paid', unpaid, 5, 'sweep', soon, 'close'],
    ['a task that may be paid, after four deaths', withTask, 4, 'event', soon, 'continue'],
    ['the same after the fifth', withTask, 5, 'event', soon, 'leave'],
    ['the same at the sweep', withTask, 5, 'sweep', soon, 'continue'],
    ['the same however often', withTask, 20, 'sweep', soon, 'continue'],
    ['the same a day after the submit', withTask, 20, 'sweep', nextDay, 'close'],
    ['the same, told by an event', withTask, 1, 'event', nextDay, 'close'],
    ['a task that was seen, a day after the submit', seen, 20, 'sweep', nextDay, 'continue'],
    ['the same two days after', seen, 20, 'sweep', dayAfter, 'close'],
    ['a submit in doubt', inDoubt, 7, 'sweep', soon, 'continue'],
    ['a submit in doubt a day later', inDoubt, 0, 'sweep', nextDay, 'close'],
    ['a job that never was submitted, a day later', unpaid, 0, 'sweep', nextDay, 'continue'],
  ] as const;
  it.each(rows)('%s', (_name, record, continuation, noticedBy, now, expected) => {
    const death = { continuation, noticedBy, now: new Date(now), timeScale: 1 };
    expect(afterDeath(record, death)).toBe(expected);
  });

  it('counts the day in the provider’s time', () => {
    const death = { continuation: 9, noticedBy: 'sweep', now: new Date(soon) } as const;
    expect(afterDeath(withTask, { ...death, timeScale: 1 })).toBe('continue');
    expect(afterDeath(withTask, { ...death, timeScale: 200 })).toBe('close');
  });
});
