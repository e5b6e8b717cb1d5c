import * as z from 'zod';
import { closeExecution } from '../../shared/jobs/close-execution.ts';
import { lazy } from '../../shared/runtime/lazy.ts';
import { realWorld, type World } from '../../shared/runtime/world.ts';
import { composeExecutionCloser } from '../composition/closing.ts';

/** EventBridge's "Step Functions Execution Status Change"; `input` is the execution's, as JSON text. */
const StatusChange = z.object({ detail: z.object({ name: z.string(), input: z.string() }) });
const ExecutionInput = z.object({ owner: z.string().min(1), id: z.string().min(1) });

export const createHandler = (world: World) => {
  const work = lazy(() => composeExecutionCloser(world));
  return async (event: unknown): Promise<void> => {
    const { name, input } = StatusChange.parse(event).detail;
    await closeExecution(work(), ExecutionInput.parse(JSON.parse(input)), name);
  };
};

export const handler = createHandler(realWorld());
