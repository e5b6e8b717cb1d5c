import type { Application } from '../../../infra/local/application.ts';
import { type AskedJob, askForVideo, askToCancel, type JobRequest, planJob } from './client.ts';
import { collectEvidence, type Evidence } from './evidence.ts';
import { findLeaks } from './leaks.ts';
import { describeCall } from './outbound.ts';
import { type Platform, startPlatform } from './platform.ts';
import type { Tally } from './tally.ts';
import { examine, foreignVideos } from './witness.ts';

/** One story: some jobs, and whatever goes wrong while they run. */
export type Scenario = {
  readonly name: string;
  /** One plain text-to-video job when absent. All are asked for at once. */
  readonly jobs?: readonly JobRequest[];
  readonly videoBytes?: number;
  /** Processes serve more than one invocation, which is faster; none of them may be killed then. */
  readonly warm?: boolean;
  /** Looks at the platform when all is over. */
  readonly inspect?: (platform: Platform, evidence: Evidence) => void | Promise<void>;
  /** Nobody can tell whose some of the tasks are; their videos may end where only the operator looks. */
  readonly mayBeUnclaimed?: boolean;
  /** Sets up what will go wrong, before anybody asks for a video. */
  readonly arrange?: (platform: Platform) => void | Promise<void>;
};

export type Outcome = {
  readonly name: string;
  readonly tally: Tally;
  readonly problems: readonly string[];
  readonly jobs: readonly AskedJob[];
  readonly calls: Platform['functions']['calls'];
  readonly steps: Platform['steps'];
  readonly evidence: Evidence;
  /** What a person needs who wants to know why. */
  readonly trace: string;
};

const hour = 3600;
/** No story may take longer, in virtual hours: admission and twice the memory of the provider fit. */
const longestHours = 54;

/** Plays a scenario to its end and holds the books against each other. */
export async function runScenario(application: Application, scenario: Scenario): Promise<Outcome> {
  const { videoBytes, warm } = scenario;
  const platform = await startPlatform({ application, videoBytes, warm });
  try {
    await scenario.arrange?.(platform);
    const jobs = await playJobs(platform, scenario.jobs ?? [{}]);
    const evidence = await waitForTheKept(platform, jobs);
    await scenario.inspect?.(platform, evidence);
    const { tally, problems } = examine(evidence, jobs, platform.provider.videoOf);
    const doubts = scenario.mayBeUnclaimed ? [] : findDoubts(tally, evidence);
    const trouble = platform.provider.trouble.map((error) => `the twin itself failed: ${error}`);
    return {
      name: scenario.name,
      tally,
      problems: [...problems, ...doubts, ...findLeaks(evidence, platform.logs), ...trouble],
      jobs,
      calls: platform.functions.calls,
      steps: platform.steps,
      evidence,
      trace: describe(platform, evidence),
    };
  } finally {
    await platform.close();
  }
}

/** Where it can be told whose a task is, nothing is kept for the operator to tell. */
const findDoubts = ({ unclaimed }: Tally, evidence: Evidence): string[] => [
  ...(unclaimed > 0
    ? [`${unclaimed} tasks are nobody's although it can be told whose they are`]
    : []),
  ...foreignVideos(evidence),
];

/** Asks for every job at once and lets time pass until all work is over, and two hours more. */
async function playJobs(platform: Platform, requests: readonly JobRequest[]): Promise<AskedJob[]> {
  const planned = requests.map((request, index) => ({ request, ...planJob(request, index) }));
  let asking = planned.length;
  for (const { request, job, body } of planned) {
    void play(platform, request, job, body).finally(() => {
      asking -= 1;
    });
  }
  const { time } = platform;
  await time.run(longestHours * hour, () => asking === 0 && isOver(platform));
  await time.run(time.elapsedSeconds() + 2 * hour);
  return planned.map(({ job }) => job);
}

/** A caller asks for a video, and may think better of it. */
async function play(
  platform: Platform,
  request: JobRequest,
  job: AskedJob,
  body: unknown,
): Promise<void> {
  const { cancelAt } = request;
  await ask(platform, request, job, body);
  if (cancelAt === undefined || job.id === undefined) return;
  await platform.time.sleep((cancelAt - platform.time.elapsedSeconds()) * 1000);
  // whoever's wish was not heard does not insist
  job.isUnwanted = true;
  await askToCancel(platform, { ...job, id: job.id }).catch(() => undefined);
}

/** A caller without a key asks once; one with a key asks until somebody answers. */
async function ask(
  platform: Platform,
  { idempotencyKey, at = 0 }: JobRequest,
  job: AskedJob,
  body: unknown,
): Promise<void> {
  await platform.time.sleep(at * 1000);
  const headers: Record<string, string> =
    idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey };
  for (let attempts = idempotencyKey === undefined ? 1 : 5; attempts > 0; attempts -= 1) {
    const status = await askForVideo(platform, job, body, headers).catch(() => 502);
    if (status < 500) return;
    await platform.time.sleep(5000);
  }
}

const isOver = (platform: Platform): boolean =>
  platform.functions.isIdle() &&
  !platform.keys().some((key) => key.startsWith('open/')) &&
  platform.executions.running().length === 0;

/** What is paid may still be on its way into the bucket: the sweep comes once an hour. */
async function waitForTheKept(platform: Platform, jobs: readonly AskedJob[]): Promise<Evidence> {
  const { time, provider } = platform;
  for (;;) {
    const evidence = await collectEvidence(platform);
    const { paid, kept, unclaimed } = examine(evidence, jobs, provider.videoOf).tally;
    const running = evidence.tasks.some(
      ({ status }) => status === 'RUNNING' || status === 'PENDING',
    );
    const isComplete = kept + unclaimed === paid && !running;
    if (isComplete || time.elapsedSeconds() >= longestHours * hour) return evidence;
    await time.run(time.elapsedSeconds() + hour);
  }
}

function describe(
  { functions, failures, undelivered, logs }: Platform,
  { records, tasks }: Evidence,
): string {
  const calls = functions.calls.map((call) => `${call.number} ${describeCall(call)}`);
  const lives = records.map(({ id, status, error, timeline }) =>
    [id, status, error?.code, JSON.stringify(timeline)].join(' '),
  );
  const made = tasks.map(({ id, status, keyName, prompt }) =>
    [id, status, keyName, prompt].join(' '),
  );
  const parts = {
    calls: shorten(calls),
    failures: shorten(failures),
    lives,
    made,
    undelivered,
    logs: logs.slice(-20),
  };
  return Object.entries(parts)
    .map(([name, lines]) => [`--- ${name}`, ...lines].join('\n'))
    .join('\n');
}

const shorten = (lines: readonly string[]): readonly string[] =>
  lines.length <= 120 ? lines : [...lines.slice(0, 80), '…', ...lines.slice(-40)];
