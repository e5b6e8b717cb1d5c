import { Duration } from 'aws-cdk-lib';
import { type IChainable, JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { DeliveryStepName } from './webhook-delivery.ts';
import {
  backOff,
  createTask,
  everything,
  neverRan,
  practicallyForever,
  type Step,
} from './workflow-task.ts';

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
      ...backOff,
      errors: everything,
      maxDelay: Duration.minutes(5),
      maxAttempts: practicallyForever,
    },
  ],
};

/** Tells one receiver of one event; what cannot be told becomes a dead letter. Input: `{ owner, id, event }`. */
export function defineWebhookDelivery(
  scope: Construct,
  steps: Readonly<Record<DeliveryStepName, Step>>,
): IChainable {
  const task = (name: DeliveryStepName) =>
    createTask(scope, name, { ...steps[name], retries: retries[name], resultPath: '$.step' });
  return task('DeliverWebhook').addCatch(task('GiveUpWebhook'), {
    errors: everything,
    resultPath: '$.caught',
  });
}
