import { keys } from '../storage/keys.ts';
import type { CopyWork } from './archive-copy.ts';
import { readIntents } from './intents.ts';
import { keepUnclaimed } from './keep-unclaimed.ts';
import { isWorthKeeping, type ListedTask, matchTask, mayHaveMade } from './match-task.ts';
import { mendLostJob, type RecoveryWork, recoverJob } from './recover-job.ts';
import { type Evidence, gatherEvidence } from './task-evidence.ts';
import type { OpenSubmit } from './unsettled-submits.ts';
import type { VideoWork } from './workflow.ts';

/** What looking for lost tasks works with. */
export type LostTaskWork = RecoveryWork & CopyWork & Pick<VideoWork, 'tasks'>;

export type LostTaskSweep = {
  /** Jobs that go on with their task. */
  readonly recovered: number;
  /** Videos kept for the operator. */
  readonly kept: number;
  /** Tasks and models that could not be dealt with now. */
  readonly failed: number;
};

/** More models than a deployment uses. */
const mostModels = 1000;

/**
 * Goes on looking for the tasks of jobs that ended without knowing them, as long as the provider has them. A task that
 * can be told to be a job's goes to that job; what remains and was paid is kept under `unclaimed/`.
 * @param signal ends copying; what was copied by then stays for the next sweep
 */
export async function sweepLostTasks(
  work: LostTaskWork,
  signal: AbortSignal,
): Promise<LostTaskSweep> {
  const { folders } = await work.store.listFolders(keys.lostSubmits, mostModels);
  const sweep = { recovered: 0, kept: 0, failed: 0 };
  for (const folder of folders) {
    const model = folder.slice(keys.lostSubmits.length, -1);
    try {
      await sweepModel(work, model, sweep, signal);
    } catch (error) {
      sweep.failed += 1;
      work.logger.error('task.sweep.failed', error, { model });
    }
  }
  return sweep;
}

type Counts = { recovered: number; kept: number; failed: number };

async function sweepModel(
  work: LostTaskWork,
  model: string,
  sweep: Counts,
  signal: AbortSignal,
): Promise<void> {
  for (const job of await readIntents(work.store, keys.lostSubmitsOf(model)))
    await mendLostJob(work, job);
  const evidence = await gatherEvidence(work, model);
  const found = await recoverFound(work, evidence);
  sweep.recovered += found.size;
  for (const { task, candidates } of unclaimedTasks(evidence, found)) {
    try {
      if (await keepUnclaimed(work, { model, task, candidates }, signal)) sweep.kept += 1;
    } catch (error) {
      sweep.failed += 1;
      work.logger.error('task.unclaimed.failed', error, { task_id: task.taskId });
    }
  }
}

/** @returns the tasks that have their job now */
async function recoverFound(
  work: LostTaskWork,
  { submits, tasks }: Evidence,
): Promise<Set<ListedTask>> {
  const found = new Set<ListedTask>();
  for (const submit of submits.filter(({ isLost }) => isLost)) {
    const rivals = submits.filter(({ id }) => id !== submit.id);
    const finding = matchTask(submit, rivals, tasks);
    if (finding.kind !== 'found') continue;
    if (await recoverJob(work, submit, finding.task)) found.add(finding.task);
  }
  return found;
}

function unclaimedTasks(
  { submits, tasks }: Evidence,
  found: ReadonlySet<ListedTask>,
): { task: ListedTask; candidates: OpenSubmit[] }[] {
  const lost = submits.filter(({ isLost }) => isLost);
  const open = submits.filter(({ isLost }) => !isLost);
  return tasks
    .filter((task) => !found.has(task) && isWorthKeeping(task, lost, open))
    .map((task) => ({ task, candidates: lost.filter((submit) => mayHaveMade(submit, task)) }));
}
