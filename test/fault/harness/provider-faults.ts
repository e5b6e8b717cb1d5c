import type { Platform } from './platform.ts';
import type { ProviderFault } from './provider.ts';
import type { Scenario } from './scenario.ts';
import { lostSubmit, type Stories, waitStories } from './stories.ts';

type Fault = ProviderFault['fault'];
type Match = NonNullable<ProviderFault['match']>;

const hour = 3600;

/** How long a fault stays: so many calls, or everything for three hours. */
const spans: readonly { readonly name: string; readonly match: Match }[] = [
  { name: 'once', match: { times: 1 } },
  { name: 'four times', match: { times: 4 } },
  { name: 'for three hours', match: {} },
];

const name = (fault: Fault): string => Object.values(fault).join(' ');

/** A story in which a fault is met by the calls of one step. */
function faultScenarios(
  story: Stories[string],
  at: Match,
  faults: readonly Fault[],
  mayBeUnclaimed: (fault: Fault) => boolean = () => false,
): Scenario[] {
  return faults.flatMap((fault) =>
    spans.map((span) => ({
      ...story,
      name: `${name(fault)} ${span.name}`,
      mayBeUnclaimed: story.mayBeUnclaimed ?? mayBeUnclaimed(fault),
      arrange: async (platform: Platform) => {
        await story.arrange?.(platform);
        const { provider } = platform;
        await provider.inject({ fault, match: { ...at, ...span.match } });
        setTimeout(() => void provider.heal(), 3 * hour * 1000);
      },
    })),
  );
}

const codes = (...list: readonly string[]): Fault[] =>
  list.map((code) => ({ kind: 'status', code }));

/** What any call may meet (dashscope-api §7.2), network included. */
const anywhere: readonly Fault[] = [
  ...codes('InternalError', 'Throttling.RateQuota', 'ModelUnavailable', 'InvalidApiKey'),
  { kind: 'status', status: 502, code: 'Bad Gateway' },
  { kind: 'delay', seconds: 15 },
  { kind: 'delay', seconds: 45 },
  { kind: 'delay', seconds: 300 },
  { kind: 'reset_before_accept' },
  { kind: 'wrong_body' },
  { kind: 'wrong_body', body: '{}' },
];

const refusals = codes(
  ...['InvalidParameter', 'DataInspectionFailed', 'Arrearage', 'AccessDenied', 'ModelNotFound'],
  ...['Conflict', 'PrepaidBillOverdue', 'Throttling.AllocationQuota', 'ModelServingError'],
);

/** The task is made although the answer says otherwise, or nothing. */
const afterAccept: readonly Fault[] = [
  { kind: 'reset_after_accept' },
  { kind: 'status_after_accept', status: 504 },
  { kind: 'status_after_accept', status: 500 },
  { kind: 'status_after_accept', status: 503, code: 'ModelServingError' },
  { kind: 'status_after_accept', status: 408, code: 'RequestTimeOut' },
];

const results: readonly Fault[] = [
  { kind: 'result_status', status: 503 },
  { kind: 'result_status', status: 404 },
  { kind: 'result_expired' },
  { kind: 'result_html' },
  { kind: 'result_truncated' },
  { kind: 'result_truncated', silent: true },
  { kind: 'result_stalled' },
  { kind: 'result_slow', bytes_per_second: 50 },
  { kind: 'result_slow', bytes_per_second: 5000 },
];

/** What a submit settles for the whole life of its task. */
const lives: readonly Fault[] = [
  { kind: 'never_ends' },
  { kind: 'slow_pending', seconds: hour / 2 },
  { kind: 'slow_pending', seconds: 10 * hour },
  { kind: 'slow_pending', seconds: 23 * hour },
  { kind: 'task_failed' },
  { kind: 'task_failed', code: 'DataInspectionFailed' },
  { kind: 'task_failed', code: 'InternalError.Timeout' },
  { kind: 'usage_strings' },
  { kind: 'result_http' },
];

/** Else a task that waits so long is cancelled at the deadline, and nothing is paid. */
const notCancellable: ProviderFault = {
  fault: { kind: 'status', status: 400, code: 'UnsupportedOperation' },
  match: { method: 'POST', path: '/cancel' },
};

/** What the provider may do for two hours when it has just finished a task that waited for a day. */
const late: readonly ProviderFault[] = [
  { fault: { kind: 'status', code: 'Throttling.RateQuota' }, match: { method: 'GET' } },
  { fault: { kind: 'reset_before_accept' }, match: { method: 'GET' } },
  { fault: { kind: 'result_status', status: 503 } },
];

const submit = { method: 'POST', path: '/video-synthesis' };
/** Without a known key of ours, a submit that may have been made cannot be found by the list. */
const isLostSubmit = ({ kind }: Fault) => kind !== 'status';

/** Every fault at every step that can meet it. */
export const providerFaults: Readonly<Record<string, readonly Scenario[]>> = {
  submit: [
    ...faultScenarios({}, submit, [...anywhere, ...refusals], isLostSubmit),
    ...faultScenarios({}, submit, afterAccept, isLostSubmit),
  ],
  poll: faultScenarios({}, { method: 'GET', path: '/api/v1/tasks/' }, [
    ...anywhere,
    { kind: 'unknown_early' },
  ]),
  list: faultScenarios(
    lostSubmit['a submit whose answer is lost'] ?? {},
    { method: 'GET', path: '/api/v1/tasks/' },
    anywhere,
  ),
  cancel: faultScenarios(
    waitStories['a deadline that passes in the queue'] ?? {},
    { method: 'POST', path: '/cancel' },
    [...anywhere, ...afterAccept],
  ),
  result: faultScenarios({}, { path: '/results/' }, [...anywhere, ...results]),
  task: [
    ...lives.map((fault) => ({
      name: name(fault),
      arrange: ({ provider }: Platform) => provider.inject({ fault }),
    })),
    ...late.map((trouble) => ({
      name: `ends a day after its submit, and then ${name(trouble.fault)}`,
      arrange: async ({ provider }: Platform) => {
        await provider.inject({ fault: { kind: 'slow_pending', seconds: 23.8 * hour } });
        await provider.inject(notCancellable);
        setTimeout(() => void provider.inject(trouble), 23.8 * hour * 1000);
        setTimeout(() => void provider.heal(), 26 * hour * 1000);
      },
    })),
  ],
};
