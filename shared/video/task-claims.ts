import * as z from 'zod';
import { isUnderWay, jobIsGone } from '../jobs/idempotency.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { VideoWork } from './workflow.ts';

/** `tasks/{task_id}`: whose a task is. */
const TaskClaim = z.object({
  owner: z.string(),
  id: z.string(),
  /** A caller named the task; the key that made it need not be ours. */
  adopted: z.boolean().optional(),
  /** Where the request of its adoption is claimed. */
  claim_key: z.string().optional(),
  /** When somebody last began to write down the job that adopts it. */
  attempted_at: z.string().optional(),
  /** Its job was deleted, so that another one may have it. */
  deleted: z.boolean().optional(),
});
export type TaskClaim = z.infer<typeof TaskClaim>;

type Storage = Pick<VideoWork, 'store'>;

/** Says whose a task is; `false` when it is another job's. */
export async function claimTask(
  { store }: Storage,
  { owner, id }: JobReference,
  taskId: string,
  options: { readonly adopted?: true } = {},
): Promise<boolean> {
  if (await store.createJson(keys.task(taskId), { owner, id, ...options })) return true;
  return (await claimOf(store, taskId))?.id === id;
}

/** The job that a task belongs to, if any. */
export async function claimOf(store: ObjectStore, taskId: string): Promise<TaskClaim | undefined> {
  const found = await store.readJson(keys.task(taskId));
  return found && TaskClaim.parse(found.value);
}

/** A job that is to adopt a task, and where its request is claimed. */
type Adopter = JobReference & { readonly claimKey: string };

/** Whose a task is that its owner adopts: a job's that has a record, or one's that is to be written down now. */
export type HeldTask = { readonly claim: TaskClaim; readonly existing?: JobRecord };

/**
 * Claims a task for a job that its owner adopts it with. A holder without a record is another attempt of this moment,
 * whose job this is too; one that is gone, or that nobody is at work on, gives way.
 * @returns `undefined` when the task is another owner's
 * @throws ServiceError `not_found` when the very job was deleted
 */
export async function holdTask(
  { store, records, clock }: Pick<VideoWork, 'store' | 'records' | 'clock'>,
  { owner, id, claimKey }: Adopter,
  taskId: string,
): Promise<HeldTask | undefined> {
  const now = clock.now();
  const attempt = { attempted_at: now.toISOString() };
  const fresh: TaskClaim = { owner, id, adopted: true, claim_key: claimKey, ...attempt };
  for (;;) {
    if (await store.createJson(keys.task(taskId), fresh)) return { claim: fresh };
    const stored = await store.readJson(keys.task(taskId));
    if (!stored) continue;
    const held = TaskClaim.parse(stored.value);
    if (held.owner !== owner) return undefined;
    const existing = await records.find(held);
    if (existing) return { claim: held, existing };
    if (held.deleted && held.id === id) throw jobIsGone;
    // said before going on, so that nobody takes what is being made for abandoned
    const claim = isBeingAdopted(held, now)
      ? { ...held, ...attempt }
      : { ...fresh, adopted: held.adopted };
    if (await store.replaceJson(keys.task(taskId), claim, stored.etag)) return { claim };
  }
}

function isBeingAdopted({ deleted, attempted_at }: TaskClaim, now: Date): boolean {
  return !deleted && attempted_at !== undefined && isUnderWay({ attempted_at }, now);
}

/** Remembers that a task's job was deleted: its id is not used again, and the task may have another one. */
export async function forgetTask(
  store: ObjectStore,
  { id }: JobReference,
  taskId: string,
): Promise<void> {
  for (;;) {
    const stored = await store.readJson(keys.task(taskId));
    const claim = stored && TaskClaim.parse(stored.value);
    if (claim?.id !== id || claim.deleted) return;
    const forgotten = { ...claim, deleted: true };
    if (await store.replaceJson(keys.task(taskId), forgotten, stored?.etag ?? '')) return;
  }
}
