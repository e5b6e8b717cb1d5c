import { type IChainable, JsonPath, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { backOff, createTask, everything, practicallyForever, type Step } from './workflow-task.ts';

/** The handler ends what goes on for ever: the admission deadline on record, or the close that succeeds at last. */
const retries: Readonly<Record<VisionStepName, readonly RetryProps[]>> = {
  // nothing was asked, or the function never ran; after any other error the handler counts what it asks again
  RunVision: [
    {
      ...backOff,
      errors: ['Throttled', 'Lambda.TooManyRequestsException'],
      maxAttempts: practicallyForever,
    },
    { ...backOff, errors: everything, maxAttempts: 5 },
  ],
  CloseJob: [{ ...backOff, errors: everything, maxAttempts: practicallyForever }],
};

export type VisionStepName = 'RunVision' | 'CloseJob';

/** The steps need nothing of each other's answers, and what went wrong is in the step's log. */
const resultPath = JsonPath.DISCARD;

/** Asks, and closes whatever came of it. Input: `{ owner, id }`; both steps return `{ phase }`. */
export function defineVisionWorkflow(
  scope: Construct,
  steps: Readonly<Record<VisionStepName, Step>>,
): IChainable {
  const task = (name: VisionStepName) =>
    createTask(scope, name, { ...steps[name], retries: retries[name], resultPath });
  const closeJob = task('CloseJob');
  const runVision = task('RunVision').addCatch(closeJob, { errors: everything, resultPath });
  return runVision.next(closeJob);
}
