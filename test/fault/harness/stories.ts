import type { Scenario } from './scenario.ts';

/** Lives of one job, by what they are about. */
export type Stories = Readonly<Record<string, Story>>;

type Story = Omit<Scenario, 'name'> & {
  /** Seconds after the start from which on a story is interesting; what comes before only sets it up. */
  readonly since?: number;
};

const submit = { method: 'POST', path: '/video-synthesis' };

export const happyStory: Stories = { 'a happy job': {} };

/** When the key is known that the account's tasks are made with. */
const later = 600;

/** Its task can be told from every other, so nothing that happens may keep its video from its job. */
export const laterLostSubmit: Stories = {
  'a later submit whose answer is lost': {
    since: later,
    jobs: [{}, { at: later }],
    arrange: ({ provider }) =>
      provider.inject({
        fault: { kind: 'reset_after_accept' },
        match: { ...submit, nth: 2, times: 1 },
      }),
  },
};

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

const cancelAt = 30;

/** Callers who no longer want it: before the submit, in the provider's queue, while it renders. */
export const cancelStories: Stories = {
  'a cancel before the submit': {
    since: 1,
    jobs: [{ cancelAt }],
    arrange: ({ provider }) =>
      provider.inject({
        fault: { kind: 'status', status: 429, code: 'Throttling.RateQuota' },
        match: { ...submit, times: 12 },
      }),
  },
  'a cancel in the queue': {
    since: cancelAt,
    jobs: [{ cancelAt }],
    arrange: ({ provider }) => provider.inject({ fault: { kind: 'slow_pending', seconds: 600 } }),
  },
  'a cancel that comes too late': { since: cancelAt, jobs: [{ cancelAt }] },
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
