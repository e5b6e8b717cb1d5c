import * as z from 'zod';
import { lazy } from '../../shared/runtime/lazy.ts';
import { createLogger, type Logger } from '../../shared/runtime/logger.ts';
import { cutSecrets } from '../../shared/runtime/redaction.ts';
import type { World } from '../../shared/runtime/world.ts';
import type { StepInput, StepOutput } from '../../shared/video/workflow.ts';

/** What the state machine hands every step: the execution's input and the last step's output. */
const Input = z.object({
  owner: z.string().min(1),
  id: z.string().min(1),
  step: z.object({ task_id: z.string().nullish() }).optional(),
});

/** A workflow step's handler; its errors go to the state machine, which decides by their names. */
export function stepHandler<Work>(
  world: World,
  compose: (world: World) => Work,
  step: (work: Work, input: StepInput) => Promise<StepOutput>,
): (event: unknown) => Promise<StepOutput> {
  const work = lazy(() => compose(world));
  return async (event) => {
    try {
      return await step(work(), Input.parse(event));
    } catch (error) {
      throw toStepError(error, createLogger(world.log, {}));
    }
  };
}

/** The runtime logs whatever an error carries, and state data keeps it: so only a name and cut words leave here. */
function toStepError(error: unknown, logger: Logger): Error {
  logger.error('step.failed', error);
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const told = new Error(cutSecrets(message));
  told.name = name;
  told.stack = undefined;
  return told;
}
