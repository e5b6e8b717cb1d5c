import * as z from 'zod';
import { BegunCopy } from '../jobs/job-record.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import { type CopyTarget, type CopyWork, copyResult, videoContentType } from './archive-copy.ts';
import type { ListedTask } from './match-task.ts';

/** `unclaimed/{task_id}.json`: what is known of a video that nobody can be given; no prompt, nothing signed. */
const UnclaimedFacts = z.object({
  task_id: z.string(),
  model: z.string(),
  request_id: z.string().nullable(),
  created_at: z.string(),
  /** The jobs that may have made it. */
  candidates: z.array(z.object({ owner: z.string(), id: z.string() })),
  copy: BegunCopy.nullable(),
  /** Set once the copy beside this is verified. */
  kept: z.object({ at: z.string(), bytes: z.int(), sha256: z.string() }).nullable(),
});
type UnclaimedFacts = z.infer<typeof UnclaimedFacts>;

export type UnclaimedTask = {
  readonly model: string;
  readonly task: ListedTask;
  readonly candidates: readonly JobReference[];
};

/**
 * Keeps the result of a task that was paid and cannot be told to be any job's, for the operator alone (design.md §4).
 * Goes on where an earlier attempt ended; one that is kept already costs one read.
 * @returns whether this call has kept it
 * @throws whatever `copyResult` throws; the next sweep tries again
 */
export async function keepUnclaimed(
  work: CopyWork,
  unclaimed: UnclaimedTask,
  signal: AbortSignal,
): Promise<boolean> {
  const { taskId } = unclaimed.task;
  const stored = await work.store.readJson(keys.unclaimedFacts(taskId));
  const facts = stored ? UnclaimedFacts.parse(stored.value) : newFacts(unclaimed);
  if (facts.kept) return false;
  const target = targetOf(work, facts, stored?.etag);
  const { bytes, sha256 } = await copyResult(work, target, signal);
  const kept = { at: work.clock.now().toISOString(), bytes, sha256 };
  await work.store.writeJson(keys.unclaimedFacts(taskId), { ...facts, copy: null, kept });
  const { model } = unclaimed;
  work.logger.info('task.unclaimed.kept', {
    task_id: taskId,
    model,
    bytes,
    type: videoContentType,
  });
  return true;
}

function newFacts({ model, task, candidates }: UnclaimedTask): UnclaimedFacts {
  return {
    task_id: task.taskId,
    model,
    request_id: task.requestId,
    created_at: new Date(task.createdAt).toISOString(),
    candidates: candidates.map(({ owner, id }) => ({ owner, id })),
    copy: null,
    kept: null,
  };
}

/** The upload's id stands beside the video, as a job's stands on its record. */
function targetOf(
  { store }: CopyWork,
  facts: UnclaimedFacts,
  etag: string | undefined,
): CopyTarget {
  const key = keys.unclaimedFacts(facts.task_id);
  return {
    taskId: facts.task_id,
    key: keys.unclaimedVideo(facts.task_id),
    begun: facts.copy,
    remember: async (copy) => {
      const next = { ...facts, copy };
      return etag === undefined ? store.createJson(key, next) : store.replaceJson(key, next, etag);
    },
  };
}
