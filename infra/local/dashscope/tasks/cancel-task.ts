import { ProviderError, type Route } from '../route.ts';
import { throttle } from './poll-task.ts';
import type { TaskContext } from './task-context.ts';

/** `POST /api/v1/tasks/{task_id}/cancel`: only what still waits can be cancelled (dashscope-api §5.2). */
export function createCancelRoute(context: TaskContext): Route {
  return {
    method: 'POST',
    path: '/api/v1/tasks/:task_id/cancel',
    dialect: 'native',
    handle: (call) => {
      throttle(context, 'cancel');
      const task = context.store.find(call.parameters.task_id ?? '');
      if (task === undefined || !context.store.cancel(task)) {
        const message =
          'Failed to cancel the task, please confirm if the task is in PENDING status.';
        throw new ProviderError(400, 'UnsupportedOperation', message);
      }
      return Response.json({ request_id: call.requestId });
    },
  };
}
