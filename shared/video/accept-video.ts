import type { FieldProblem } from '../contract/problem.ts';
import type { CreateVideoRequest } from '../contract/video.ts';
import type { CreatedJob } from '../jobs/create-job.ts';
import { adoptTask, type TaskAdopter } from './adopt-task.ts';
import { createVideo, type VideoCaller } from './create-video.ts';

/**
 * The job of a request, whoever asks: a new video, or a task that the provider has already.
 * @param known what is wrong with the request already
 */
export async function acceptVideo(
  adopter: TaskAdopter,
  caller: VideoCaller,
  request: CreateVideoRequest,
  known: readonly FieldProblem[] = [],
): Promise<CreatedJob> {
  const { task_id } = request;
  const accepted =
    task_id === undefined
      ? await createVideo(adopter, caller, request, known)
      : await adoptTask(adopter, caller, { ...request, task_id }, known);
  const { id, owner, model } = accepted.record;
  if (!accepted.replayed) adopter.logger.measure({ VideosCreated: 1 }, { id, owner, model });
  return accepted;
}
