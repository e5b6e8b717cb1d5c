import * as z from 'zod';
import { lazy } from '../../shared/runtime/lazy.ts';
import { loggerOf } from '../../shared/runtime/logger.ts';
import type { World } from '../../shared/runtime/world.ts';
import type { StepInput } from '../../shared/video/workflow.ts';
import { toldError } from './told-error.ts';

/** What the state machine hands every step: the execution's input and the last step's output. */
const Input = z.object({
  owner: z.string().min(1),
  id: z.string().min(1),
  step: z.object({ task_id: z.string().nullish() }).optional(),
});

/** A workflow step's handler; its errors go to the state machine, which decides by their names. */
export function stepHandler<Work, Output>(
  world: World,
  compose: (world: World) => Work,
  step: (work: Work, input: StepInput) => Promise<Output>,
): (event: unknown) => Promise<Output> {
  const work = lazy(() => compose(world));
  return async (event) => {
    try {
      return await step(work(), Input.parse(event));
    } catch (error) {
      const { owner, id } = Input.safeParse(event).data ?? {};
      throw toldError(error, loggerOf(world, { owner, id }), 'step.failed');
    }
  };
}
