import type { Route } from '../route.ts';
import { createCancelRoute } from './cancel-task.ts';
import { createListRoute } from './list-tasks.ts';
import { createPollRoute } from './poll-task.ts';
import { createSubmitRoutes } from './submit-task.ts';
import type { TaskContext } from './task-context.ts';

/** Submit, poll, list and cancel (dashscope-api §2, §4, §5). */
export function createTaskRoutes(context: TaskContext): Route[] {
  return [
    ...createSubmitRoutes(context),
    createPollRoute(context),
    createListRoute(context),
    createCancelRoute(context),
  ];
}
