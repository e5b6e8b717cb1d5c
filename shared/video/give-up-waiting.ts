import { tryToAnnounce } from '../events/announce.ts';
import { outputOf } from './step-output.ts';
import { claimTask } from './task-claims.ts';
import { changeOf, readTask } from './task-news.ts';
import { timeoutError } from './timeout-error.ts';
import type { AnnouncingVideoWork, StepInput, StepOutput, VideoWork } from './workflow.ts';

/**
 * The deadline has passed: a last look, then the task is cancelled if it has not begun. One that cannot be
 * stopped will be paid, so the job is announced as timed out and the work goes on slowly (I3).
 */
export async function giveUpWaiting(
  work: AnnouncingVideoWork,
  input: StepInput,
): Promise<StepOutput> {
  const record = await work.records.read(input);
  const taskId = record.provider.task_id;
  if (record.phase !== 'waiting' || !taskId) return outputOf(work, record);
  const news = changeOf(await readTask(work, taskId), record, work.clock.now());
  const looked = await work.records.update(record, news);
  if (looked.phase !== 'waiting') return outputOf(work, looked);
  await claimTask(work, looked, taskId);
  if (looked.provider.task_status === 'PENDING' && (await isCancelled(work, taskId))) {
    const verdict = { status: 'timed_out', error: timeoutError(false) } as const;
    return outputOf(work, await work.records.update(looked, { type: 'decide', verdict }));
  }
  const verdict = { status: 'timed_out', error: timeoutError(true) } as const;
  const expired = await work.records.update(looked, { type: 'expire', verdict });
  await tryToAnnounce(work, expired);
  return outputOf(work, expired);
}

/** Only a poll after the cancel tells what really happened (design.md §4, Cancel). */
async function isCancelled(work: VideoWork, taskId: string): Promise<boolean> {
  try {
    if (!(await work.tasks.cancel(taskId))) return false;
    return (await work.tasks.read(taskId)).output.task_status === 'CANCELED';
  } catch (error) {
    work.logger.error('task.cancel.failed', error, { task_id: taskId });
    return false;
  }
}
