import type { Scenario } from './scenario.ts';

/** Lives of one job, by what they are about. */
export type Stories = Readonly<Record<string, Omit<Scenario, 'name'>>>;

const submit = { method: 'POST', path: '/video-synthesis' };

export const happyStory: Stories = { 'a happy job': {} };

export const lostSubmit: Stories = {
  'a submit whose answer is lost': {
    mayBeUnclaimed: true,
    arrange: ({ provider }) =>
      provider.inject({ fault: { kind: 'reset_after_accept' }, match: { ...submit, times: 1 } }),
  },
};

/** Together with the happy one, these take every way out of SubmitTask. */
export const submitStories: Stories = {
  ...lostSubmit,
  'a submit that is refused': {
    arrange: ({ provider }) =>
      provider.inject({ fault: { kind: 'status', code: 'DataInspectionFailed' }, match: submit }),
  },
  'a submit that is throttled at first': {
    arrange: ({ provider }) =>
      provider.inject({
        fault: { kind: 'status', status: 429, code: 'Throttling.RateQuota' },
        match: { ...submit, times: 2 },
      }),
  },
};

/** And these every way through the wait and the copy. */
export const waitStories: Stories = {
  'a task that fails': {
    arrange: ({ provider }) => provider.inject({ fault: { kind: 'task_failed' } }),
  },
  'a deadline that passes in the queue': {
    jobs: [{ body: { deadline_seconds: 120 } }],
    arrange: ({ provider }) => provider.inject({ fault: { kind: 'slow_pending', seconds: 1800 } }),
  },
  'a deadline that passes while the provider renders': {
    jobs: [{ body: { deadline_seconds: 60 } }],
  },
  'a result that is cut once': {
    videoBytes: 17_000_000,
    arrange: ({ provider }) =>
      provider.inject({ fault: { kind: 'result_truncated' }, match: { times: 1 } }),
  },
};
