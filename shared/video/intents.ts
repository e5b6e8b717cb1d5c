import * as z from 'zod';
import type { JobRecord } from '../jobs/job-record.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { VideoWork } from './workflow.ts';

/** `intents/{model}/{id}`: a submit that may be under way, so that FindTask never guesses between two. */
const OpenIntent = z.object({ owner: z.string(), id: z.string(), at: z.string() });
type OpenIntent = z.infer<typeof OpenIntent>;

/** `tasks/{task_id}`: whose a task is, or whose it may have been. */
const TaskClaim = z.object({
  owner: z.string(),
  id: z.string(),
  /** The job gave up without knowing; the task is nobody's, and its key need not be ours. */
  suspected: z.boolean().optional(),
});
export type TaskClaim = z.infer<typeof TaskClaim>;

type Storage = Pick<VideoWork, 'store'>;

/**
 * Announces a submit, in the index first and then on the record, where it contends with a cancel.
 * @returns `false` when another writer was first: then nobody may submit on this announcement.
 */
export async function openIntent(
  work: Pick<VideoWork, 'store' | 'records' | 'clock'>,
  record: JobRecord,
  intentId: string,
): Promise<boolean> {
  const { owner, id, model } = record;
  const open: OpenIntent = { owner, id, at: work.clock.now().toISOString() };
  await work.store.writeJson(keys.intent(model, id), open);
  const written = await work.records.update(record, { type: 'intend', intentId });
  // a job given up in the meantime has no submit under way, and its CloseJob may have come by already
  if (!written.intent && !written.provider.task_id) await closeIntent(work, record);
  return written.intent?.id === intentId;
}

/** Takes a job's intent out of the index. */
export async function closeIntent({ store }: Storage, { model, id }: JobRecord): Promise<void> {
  await store.remove(keys.intent(model, id));
}

/** The other jobs whose submits of this model are not settled. */
export async function otherIntents(
  { store }: Storage,
  { model, id }: JobRecord,
): Promise<string[]> {
  const prefix = keys.intentsOf(model);
  const found = await store.listKeys(prefix);
  return found.map((key) => key.slice(prefix.length)).filter((other) => other !== id);
}

/** Says whose a task is; `false` when it is another job's. */
export async function claimTask(
  { store }: Storage,
  { owner, id }: JobReference,
  taskId: string,
): Promise<boolean> {
  if (await store.createJson(keys.task(taskId), { owner, id })) return true;
  return (await claimOf(store, taskId))?.id === id;
}

/** Keeps a task that may be this job's from being taken for another's (design.md §4, FindTask never guesses). */
export async function suspectTask(
  { store }: Storage,
  { owner, id }: JobReference,
  taskId: string,
): Promise<void> {
  await store.createJson(keys.task(taskId), { owner, id, suspected: true });
}

/** The job that a task belongs to or may have belonged to, if any. */
export async function claimOf(store: ObjectStore, taskId: string): Promise<TaskClaim | undefined> {
  const found = await store.readJson(keys.task(taskId));
  return found && TaskClaim.parse(found.value);
}
