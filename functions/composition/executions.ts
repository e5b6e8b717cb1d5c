import type { SFNClient } from '@aws-sdk/client-sfn';
import { Executions } from '../../shared/jobs/executions.ts';
import { readEnvironment, WorkflowEnvironment } from '../../shared/runtime/environment.ts';
import type { World } from '../../shared/runtime/world.ts';

/** The right to start executions, and the limits of those that it starts. */
export function executionsOf(world: World, stepFunctions: SFNClient) {
  const workflow = readEnvironment(WorkflowEnvironment, world.environment);
  const machines = { video: workflow.STATE_MACHINE_ARN, vision: workflow.VISION_MACHINE_ARN };
  const limits = {
    deadlineSeconds: workflow.DEADLINE_SECONDS,
    admissionSeconds: workflow.ADMISSION_SECONDS,
  };
  return { executions: new Executions(stepFunctions, machines), limits };
}
