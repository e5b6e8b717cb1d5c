import type { CreateVideoRequest } from '../contract/video.ts';
import type { RequestCaller } from '../jobs/idempotency.ts';
import { adoptTask, type TaskAdopter } from './adopt-task.ts';
import { type CreatedVideo, createVideo } from './create-video.ts';

/** The job of a request: a new video, or a task that the provider has already. */
export async function acceptVideo(
  adopter: TaskAdopter,
  caller: RequestCaller,
  request: CreateVideoRequest,
): Promise<CreatedVideo> {
  const { task_id } = request;
  if (task_id === undefined) return createVideo(adopter, caller, request);
  return adoptTask(adopter, caller, { ...request, task_id });
}
