import type { Executions } from '../jobs/executions.ts';
import type { Idempotency } from '../jobs/idempotency.ts';
import { type JobSweep, sweepJobs } from '../jobs/sweep-jobs.ts';
import type { JobReference } from '../storage/keys.ts';
import { ArchiveError } from './archive-error.ts';
import { type LostTaskSweep, sweepLostTasks } from './sweep-lost-tasks.ts';
import { timeoutError } from './timeout-error.ts';
import type { AnnouncingVideoWork } from './workflow.ts';

/** What the hourly sweep works with. */
export type VideoSweeper = AnnouncingVideoWork & {
  readonly executions: Executions;
  readonly idempotency: Idempotency;
  readonly close: (job: JobReference) => Promise<unknown>;
};

/** Below the function's own 15 minutes; a copy that is cut off here goes on in the next sweep. */
const copySeconds = 720;

/** Everything that stands open gets moving, then everything paid that was lost is looked for. */
export async function sweepVideos(
  work: VideoSweeper,
): Promise<{ jobs: JobSweep; tasks: LostTaskSweep }> {
  const timedOut = { status: 'timed_out', error: timeoutError(true) } as const;
  const jobs = await sweepJobs({ ...work, timedOut });
  work.logger.measure({ OverdueVideos: jobs.overdue });
  const tasks = await lookForTasks(work);
  work.logger.info('sweep.done', { jobs, tasks });
  return { jobs, tasks };
}

async function lookForTasks(work: VideoSweeper): Promise<LostTaskSweep> {
  const attempt = new AbortController();
  const stop = () => attempt.abort(new ArchiveError('the sweep has no more time'));
  const timer = setTimeout(stop, copySeconds * 1000);
  try {
    return await sweepLostTasks(work, attempt.signal);
  } finally {
    clearTimeout(timer);
  }
}
