import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

/** A workflow step: its function and how long that may run. */
export type Step = { readonly lambda: ServiceFunction; readonly timeout: Duration };

export const everything = ['States.ALL'];

/** For what a handler ends rather than a count. */
export const practicallyForever = 3000;

export const backOff = {
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  jitterStrategy: JitterType.FULL,
} as const;

/** A Lambda that was throttled never ran: so that was no attempt, and even a submit may be tried again. */
export const neverRan: RetryProps = {
  ...backOff,
  errors: ['Lambda.TooManyRequestsException'],
  maxAttempts: practicallyForever,
};

type TaskProps = Step & {
  /** All that is tried again: the SDK's own retries are off, because a lost answer may be a submit that was made (I1). */
  readonly retries: readonly RetryProps[];
  /** Where the state's data takes the function's answer. */
  readonly resultPath: string;
};

/** The state of a step. It outlasts its function by 10 s, so that the function's own end is always heard (design.md §4). */
export function createTask(scope: Construct, name: string, props: TaskProps): LambdaInvoke {
  const task = new LambdaInvoke(scope, `${name}State`, {
    stateName: name,
    lambdaFunction: props.lambda,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    resultPath: props.resultPath,
    taskTimeout: Timeout.duration(props.timeout.plus(Duration.seconds(10))),
  });
  for (const retry of props.retries) task.addRetry(retry);
  return task;
}
