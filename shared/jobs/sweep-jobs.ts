import * as z from 'zod';
import { inGroups } from '../runtime/in-groups.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Clock } from '../runtime/world.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { afterDeath, continueJob, maxContinuations } from './continuation.ts';
import type { Executions } from './executions.ts';
import type { Idempotency } from './idempotency.ts';
import type { JobRecord, Verdict } from './job-record.ts';
import type { RecordStore } from './record-store.ts';

/** What the sweep works with; how a job is closed is its kind's affair. */
export type JobSweeper = {
  readonly store: ObjectStore;
  readonly records: RecordStore;
  readonly executions: Executions;
  readonly idempotency: Idempotency;
  readonly clock: Clock;
  readonly timeScale: number;
  readonly logger: Logger;
  readonly close: (job: JobReference) => Promise<unknown>;
  /** The status of a job whose deadline passes while its paid work goes on. */
  readonly timedOut: Verdict & { readonly status: 'timed_out' };
};

/** What the sweep found a job to be, or made of it. */
const fates = ['young', 'removed', 'closed', 'running', 'quiet', 'continued', 'failed'] as const;
type Fate = (typeof fates)[number];

/** How many jobs there were of each fate, and how many have been open for longer than 20 hours. */
export type JobSweep = Readonly<Record<Fate | 'overdue', number>>;

/** Longer than a `POST` may take: what has no record by then never gets one. */
const creationMilliseconds = 120_000;
/** Longer than a SubmitTask may take: a process that outlived its execution has written what it knew. */
const submitMilliseconds = 100_000;
const overdueMilliseconds = 20 * 3600 * 1000;
/** Jobs looked at side by side; far below what Step Functions and S3 allow (aws-facts §3). */
const atOnce = 10;

const Marker = z.object({ owner: z.string(), id: z.string(), at: z.string() });
type Marker = z.infer<typeof Marker>;

/**
 * Looks at every job whose work is open and gets moving whatever stands still (design.md §4, Nothing is forgotten).
 * Every act is one that may be repeated: two sweeps at once, or one that dies anywhere, do no harm. A job that cannot
 * be helped now is logged and does not keep the others waiting.
 */
export async function sweepJobs(sweeper: JobSweeper): Promise<JobSweep> {
  const markers = await sweeper.store.listKeys(keys.openJobs);
  const sweep = { ...noJobs };
  const found = await inGroups(markers, atOnce, (key) => tryJob(sweeper, key));
  for (const { fate, isOverdue } of found) {
    sweep[fate] += 1;
    if (isOverdue) sweep.overdue += 1;
  }
  return sweep;
}

const noJobs = Object.fromEntries([...fates, 'overdue'].map((name) => [name, 0])) as JobSweep;

type SweptJob = { readonly fate: Fate; readonly isOverdue: boolean };

async function tryJob(sweeper: JobSweeper, key: string): Promise<SweptJob> {
  try {
    const stored = await sweeper.store.readJson(key);
    if (!stored) return { fate: 'closed', isOverdue: false };
    const marker = Marker.parse(stored.value);
    const fate = await sweepJob(sweeper, marker).catch((error) => failed(sweeper, key, error));
    const isOpen = fate !== 'closed' && fate !== 'removed';
    const isOverdue = isOpen && ageOf(sweeper, marker.at) > overdueMilliseconds / sweeper.timeScale;
    if (isOverdue) sweeper.logger.info('job.overdue', { ...marker, fate });
    return { fate, isOverdue };
  } catch (error) {
    // nobody can say how old it is, so somebody must look
    return { fate: failed(sweeper, key, error), isOverdue: true };
  }
}

function failed({ logger }: JobSweeper, key: string, error: unknown): 'failed' {
  logger.error('job.sweep.failed', error, { key });
  return 'failed';
}

async function sweepJob(sweeper: JobSweeper, marker: Marker): Promise<Fate> {
  const record = await sweeper.records.find(marker);
  if (!record) return removeHalfMade(sweeper, marker);
  if (record.phase === 'closed') return close(sweeper, record);
  await settleClaim(sweeper, record);
  // an execution that runs, or runs now, needs nobody
  if (await sweeper.executions.start(record, record.continuations)) return 'running';
  return continueDead(sweeper, await sweeper.records.read(record));
}

/** A `POST` that died before it started its job may not have said either that the job is made. */
async function settleClaim({ idempotency }: JobSweeper, record: JobRecord): Promise<void> {
  const { phase, idempotency_claim, id } = record;
  if (phase === 'admission' && idempotency_claim) await idempotency.settle(idempotency_claim, id);
}

async function continueDead(sweeper: JobSweeper, record: JobRecord): Promise<Fate> {
  if (record.phase === 'closed') return close(sweeper, record);
  if (ageOf(sweeper, record.updated_at) < submitMilliseconds) return 'quiet';
  const { continuations: continuation } = record;
  const { timeScale } = sweeper;
  const death = { continuation, noticedBy: 'sweep', now: sweeper.clock.now(), timeScale } as const;
  if (afterDeath(record, death) === 'close') return close(sweeper, record);
  if (continuation >= maxContinuations) await tellDeadline(sweeper, record);
  await continueJob(sweeper, record, continuation + 1);
  return 'continued';
}

/** Executions that die before they can say so must not keep a caller waiting past the deadline (I4). */
async function tellDeadline({ records, clock, timedOut }: JobSweeper, record: JobRecord) {
  const isOpen = record.status === 'queued' || record.status === 'in_progress';
  if (!isOpen || clock.now() < new Date(record.deadline_at)) return;
  await records.update(record, { type: 'expire', verdict: timedOut });
}

async function close(sweeper: JobSweeper, job: JobReference): Promise<Fate> {
  await sweeper.close(job);
  return 'closed';
}

/** Its `POST` died before there was a job, and its caller never heard of one. */
async function removeHalfMade(sweeper: JobSweeper, marker: Marker): Promise<Fate> {
  if (ageOf(sweeper, marker.at) < creationMilliseconds) return 'young';
  const { store, records } = sweeper;
  await store.remove(keys.request(marker));
  await store.remove(keys.webhook(marker));
  await store.remove(keys.open(marker.id));
  // a repeat of the request may have made the job just now; then its marker must stand
  if (!(await records.find(marker))) return 'removed';
  await store.writeJson(keys.open(marker.id), marker);
  return 'young';
}

function ageOf({ clock }: JobSweeper, at: string): number {
  return clock.now().getTime() - new Date(at).getTime();
}
