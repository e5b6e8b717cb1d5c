import { Duration } from 'aws-cdk-lib';
import {
  type IChainable,
  JitterType,
  type RetryProps,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { DeliveryStep, DeliveryStepName } from './webhook-delivery.ts';

const everything = ['States.ALL'];
const practicallyForever = 3000;

/** A Lambda that was throttled never ran: that was no attempt. */
const neverRan: RetryProps = {
  errors: ['Lambda.TooManyRequestsException'],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxDelay: Duration.seconds(60),
  maxAttempts: practicallyForever,
  jitterStrategy: JitterType.FULL,
};

/** Ten attempts; the nine pauses before them are 19 hours at most (api.md, Webhooks). */
const withinADay: RetryProps = {
  errors: everything,
  interval: Duration.seconds(10),
  backoffRate: 3,
  maxDelay: Duration.hours(10),
  maxAttempts: 9,
  jitterStrategy: JitterType.FULL,
};

const retries: Readonly<Record<DeliveryStepName, readonly RetryProps[]>> = {
  // a receiver that is gone for good is not asked again
  DeliverWebhook: [{ errors: ['WebhookGone'], maxAttempts: 0 }, neverRan, withinADay],
  GiveUpWebhook: [
    {
      errors: everything,
      interval: Duration.seconds(2),
      backoffRate: 2,
      maxDelay: Duration.minutes(5),
      maxAttempts: practicallyForever,
      jitterStrategy: JitterType.FULL,
    },
  ],
};

/** Tells one receiver of one event; what cannot be told becomes a dead letter. Input: `{ owner, id, event }`. */
export function defineWebhookDelivery(
  scope: Construct,
  steps: Readonly<Record<DeliveryStepName, DeliveryStep>>,
): IChainable {
  const deliverWebhook = createTask(scope, 'DeliverWebhook', steps.DeliverWebhook);
  const giveUpWebhook = createTask(scope, 'GiveUpWebhook', steps.GiveUpWebhook);
  return deliverWebhook.addCatch(giveUpWebhook, { errors: everything, resultPath: '$.caught' });
}

/** The state outlasts its function by 10 s, so that the function's own end is always heard. */
function createTask(
  scope: Construct,
  name: DeliveryStepName,
  { lambda, timeout }: DeliveryStep,
): LambdaInvoke {
  const task = new LambdaInvoke(scope, `${name}State`, {
    stateName: name,
    lambdaFunction: lambda,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    resultPath: '$.step',
    taskTimeout: Timeout.duration(timeout.plus(Duration.seconds(10))),
  });
  for (const retry of retries[name]) task.addRetry(retry);
  return task;
}
