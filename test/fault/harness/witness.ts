import { type Task, taskLifetime } from '../../../infra/local/dashscope/tasks/task.ts';
import type { JobRecord } from '../../../shared/jobs/job-record.ts';
import { keys } from '../../../shared/storage/keys.ts';
import { type AskedJob, markOf } from './client.ts';
import type { Evidence } from './evidence.ts';
import type { Tally } from './tally.ts';

/** Facts about one scenario, and every sentence in which something is not as it must be. */
export type Findings = { readonly tally: Tally; readonly problems: readonly string[] };

type VideoOf = (task: Task) => Uint8Array;

/** Holds what the provider made and billed against what we recorded and stored (design.md §8). */
export function examine(evidence: Evidence, jobs: readonly AskedJob[], videoOf: VideoOf): Findings {
  const ours = evidence.tasks.filter((task) => markOf(task) !== undefined);
  const paid = ours.filter(isPaidInTime);
  const kept = paid.filter((task) => isKept(evidence, task, videoOf(task)));
  const unclaimed = paid.filter(
    (task) => !kept.includes(task) && isUnclaimed(evidence, task, videoOf(task)),
  );
  const lost = paid.filter((task) => !kept.includes(task) && !unclaimed.includes(task));
  const submitsOf = (mark: number) => ours.filter((task) => markOf(task) === mark).length;
  const doubles = jobs.filter(({ mark }) => submitsOf(mark) > 1);
  const wrong = wrongAdoptions(evidence);
  const unended = unendedJobs(evidence, jobs);
  return {
    tally: {
      paid: paid.length,
      kept: kept.length,
      unclaimed: unclaimed.length,
      doubleSubmits: doubles.reduce((sum, { mark }) => sum + submitsOf(mark) - 1, 0),
      wrongAdoptions: wrong.length,
      unended: unended.length,
    },
    problems: [
      ...lost.map(({ id }) => `task ${id} was paid and is kept nowhere`),
      ...doubles.map(({ mark }) => `job ${mark} was submitted ${submitsOf(mark)} times`),
      ...wrong,
      ...unended,
      ...falseRecords(evidence, jobs, paid, videoOf),
      ...untoldNews(evidence),
    ],
  };
}

const isPaidInTime = ({ status, submittedAt, endedAt }: Task): boolean =>
  status === 'SUCCEEDED' && (endedAt ?? 0) - submittedAt <= taskLifetime;

function isKept({ records, videos }: Evidence, task: Task, video: Uint8Array): boolean {
  const holder = records.find(({ provider }) => provider.task_id === task.id);
  if (holder?.status !== 'completed' || markOfRecord(holder) !== markOf(task)) return false;
  return sameBytes(videos.get(keys.video(holder)), video);
}

const isUnclaimed = ({ videos }: Evidence, { id }: Task, video: Uint8Array): boolean =>
  sameBytes(videos.get(`unclaimed/${id}.mp4`), video);

/** Jobs and claims that hold a task of somebody else. */
function wrongAdoptions({ tasks, records, texts }: Evidence): string[] {
  const truth = new Map(tasks.map((task) => [task.id, markOf(task)]));
  const isWrong = (taskId: string, record: JobRecord | undefined) =>
    record !== undefined && truth.get(taskId) !== markOfRecord(record);
  const holders = records.filter(
    (record) => record.provider.task_id !== null && isWrong(record.provider.task_id, record),
  );
  const claims = [...texts]
    .filter(([key]) => key.startsWith('tasks/'))
    .map(([key, text]) => ({ taskId: key.slice(6), claim: JSON.parse(text) as { id: string } }))
    .filter(({ taskId, claim }) =>
      isWrong(
        taskId,
        records.find(({ id }) => id === claim.id),
      ),
    );
  return [
    ...holders.map(({ id, provider }) => `job ${id} holds the task ${provider.task_id} of another`),
    ...claims
      .filter(({ claim }) => !holders.some(({ id }) => id === claim.id))
      .map(({ taskId, claim }) => `job ${claim.id} claims the task ${taskId} of another`),
  ];
}

const terminal = new Set(['completed', 'failed', 'cancelled', 'timed_out']);

function unendedJobs({ records, keys: stored }: Evidence, jobs: readonly AskedJob[]): string[] {
  const promised = jobs.flatMap(({ id }) => id ?? []);
  const marked = stored.filter((key) => key.startsWith('open/')).map((key) => key.slice(5));
  const ids = new Set([...promised, ...records.map(({ id }) => id), ...marked]);
  return [...ids].flatMap((id) => {
    const record = records.find((one) => one.id === id);
    const open = marked.includes(id) ? ', its open marker stands' : '';
    if (!record) return [`job ${id} has no record${open}`];
    const ended = record.phase === 'closed' && terminal.has(record.status);
    return ended && !open ? [] : [`job ${id} is ${record.status} (${record.phase})${open}`];
  });
}

/** Records that say more or less than the truth, and what should have gone with the job. */
function falseRecords(
  { records, tasks, videos, keys: stored }: Evidence,
  jobs: readonly AskedJob[],
  paid: readonly Task[],
  videoOf: VideoOf,
): string[] {
  return records.flatMap((record) => {
    const { id, status, error, phase } = record;
    const task = tasks.find((one) => one.id === record.provider.task_id);
    const video = videos.get(keys.video(record));
    const isTrue = task !== undefined && sameBytes(video, videoOf(task));
    const isPaid = paid.some((one) => markOf(one) === markOfRecord(record));
    const isUnwanted = jobs.some((job) => job.mark === markOfRecord(record) && job.isUnwanted);
    const isSilent = status !== 'completed' && !error?.maybe_billed;
    return [
      ...(status === 'completed' && !isTrue ? [`job ${id} is completed without its video`] : []),
      ...(status === 'cancelled' && !isUnwanted
        ? [`job ${id} is cancelled although nobody wished it`]
        : []),
      ...(isPaid && isSilent ? [`job ${id} is ${status} and hides that it was billed`] : []),
      ...(phase === 'closed' ? leftovers(record, stored) : []),
    ];
  });
}

const leftovers = (record: JobRecord, stored: readonly string[]): string[] =>
  [keys.request(record), keys.intent(record.model, record.id)]
    .filter((key) => stored.includes(key))
    .map((key) => `${key} outlived its job`);

/** Videos of other applications that are kept for the operator, as if a job of ours had made them. */
export function foreignVideos({ tasks, videos }: Evidence): string[] {
  return tasks
    .filter((task) => markOf(task) === undefined && videos.has(`unclaimed/${task.id}.mp4`))
    .map(({ id }) => `the task ${id} of another application is kept`);
}

/** What has happened to a job by its record; every one of these has an event (api.md, Events). */
function happenedTo({ status, started_at, recovered_at, timeline }: JobRecord): string[] {
  const hasExpired = timeline.some(({ event }) => event === 'expire');
  const names = [
    'queued',
    ...(started_at ? ['started'] : []),
    ...(hasExpired ? ['timed_out'] : []),
    recovered_at ? 'recovered' : status,
  ];
  return names.map((name) => `video.${name}`);
}

/** What happened and no event tells, and events whose repeats have other ids (api.md, Events). */
function untoldNews({ records, news }: Evidence): string[] {
  const ended = records.filter(({ phase }) => phase === 'closed');
  const untold = ended.flatMap((record) =>
    happenedTo(record)
      .filter((type) => !news.some((one) => one.subject === record.id && one.type === type))
      .map((type) => `nobody was told ${type} of job ${record.id}`),
  );
  const repeats = Map.groupBy(news, ({ type, subject }) => `${type} of ${subject}`);
  const unstable = [...repeats].filter(([, alike]) => new Set(alike.map(({ id }) => id)).size > 1);
  return [...untold, ...unstable.map(([what]) => `${what} was told with different ids`)];
}

/** The mark that a job's request carries. */
function markOfRecord({ request }: JobRecord): number | undefined {
  const [, mark] = /nth=(\d+)/.exec(String(request.negative_prompt)) ?? [];
  return mark === undefined ? undefined : Number(mark);
}

const sameBytes = (one: Uint8Array | undefined, other: Uint8Array): boolean =>
  one !== undefined && other.length > 0 && Buffer.compare(one, other) === 0;
