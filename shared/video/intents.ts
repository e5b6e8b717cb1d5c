import * as z from 'zod';
import type { JobRecord } from '../jobs/job-record.ts';
import { inGroups } from '../runtime/in-groups.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { VideoWork } from './workflow.ts';

/**
 * `intents/{model}/{id}`: a submit that may be under way; `lost/{model}/{id}`: one whose job has ended without knowing
 * its task. The job's record tells everything else.
 */
const OpenIntent = z.object({ owner: z.string(), id: z.string(), at: z.string() });
export type OpenIntent = z.infer<typeof OpenIntent>;

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

/** Moves the intent of a job that ends without knowing its task to where the sweep looks for it. */
export async function loseIntent({ store }: Storage, record: JobRecord): Promise<void> {
  const { owner, id, model } = record;
  const at = record.intent?.at ?? record.created_at;
  await store.writeJson(keys.lostSubmit(model, id), { owner, id, at });
  // only now: a task that may be this job's must never seem to be another's for want of a rival
  await store.remove(keys.intent(model, id));
}

/** Entries, and records of the jobs they name, read side by side. */
export const intentsAtOnce = 25;

/** The entries under `intents/{model}/` or `lost/{model}/`. */
export async function readIntents(store: ObjectStore, prefix: string): Promise<OpenIntent[]> {
  const found = await inGroups(await store.listKeys(prefix), intentsAtOnce, async (key) => {
    const stored = await store.readJson(key);
    return stored ? [OpenIntent.parse(stored.value)] : [];
  });
  return found.flat();
}
