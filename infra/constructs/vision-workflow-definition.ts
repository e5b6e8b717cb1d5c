import { Duration } from 'aws-cdk-lib';
import {
  type IChainable,
  JitterType,
  JsonPath,
  type RetryProps,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { Step } from './video-workflow.ts';

const backOff = {
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  jitterStrategy: JitterType.FULL,
} as const;

/** The handler ends these: the admission deadline on record, or the close that succeeds at last. */
const practicallyForever = 3000;
const everything = ['States.ALL'];

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

/** Asks, and closes whatever came of it. Input: `{ owner, id }`; both steps return `{ phase }`. */
export function defineVisionWorkflow(
  scope: Construct,
  steps: Readonly<Record<VisionStepName, Step>>,
): IChainable {
  const runVision = createTask(scope, 'RunVision', steps.RunVision);
  const closeJob = createTask(scope, 'CloseJob', steps.CloseJob);
  runVision.addCatch(closeJob, { errors: everything, resultPath: JsonPath.DISCARD });
  return runVision.next(closeJob);
}

/** The state outlasts its function by 10 s, so that the function's own end is always heard (design.md §4). */
function createTask(
  scope: Construct,
  name: VisionStepName,
  { lambda, timeout }: Step,
): LambdaInvoke {
  const task = new LambdaInvoke(scope, `${name}State`, {
    stateName: name,
    lambdaFunction: lambda,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    resultPath: JsonPath.DISCARD,
    taskTimeout: Timeout.duration(timeout.plus(Duration.seconds(10))),
  });
  for (const retry of retries[name]) task.addRetry(retry);
  return task;
}
