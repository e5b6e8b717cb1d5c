import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters.ts';
import { mediaAccess } from './media-access.ts';
import type { MediaBucket } from './media-bucket.ts';
import { ServiceFunction } from './service-function.ts';
import { defineWebhookDelivery } from './webhook-delivery-definition.ts';
import type { WebhookSecret } from './webhook-secret.ts';
import { WorkflowMachine } from './workflow-machine.ts';
import type { Step } from './workflow-task.ts';

export type WebhookDeliveryProps = {
  readonly media: MediaBucket;
  readonly secret: WebhookSecret;
  readonly deadLetters: DeadLetters;
};

/** Attempts end within a day; the rest is for a dead letter that S3 does not take at once. */
const outerNet = Duration.days(3);

/** The receiver has 15 s to answer. */
const steps = {
  DeliverWebhook: { file: 'deliver-webhook', seconds: 30, access: mediaAccess.deliverWebhook },
  GiveUpWebhook: { file: 'give-up-webhook', seconds: 30, access: mediaAccess.giveUpWebhook },
} as const;

export type DeliveryStepName = keyof typeof steps;

/** The state machine that tells one webhook of one event. */
export class WebhookDelivery extends Construct {
  readonly machine: WorkflowMachine;

  constructor(scope: Construct, id: string, props: WebhookDeliveryProps) {
    super(scope, id);
    const DeliverWebhook = this.#step('DeliverWebhook', props);
    const GiveUpWebhook = this.#step('GiveUpWebhook', props);
    props.secret.connect(DeliverWebhook.lambda);
    this.machine = new WorkflowMachine(this, 'Machine', {
      definition: defineWebhookDelivery(this, { DeliverWebhook, GiveUpWebhook }),
      timeout: outerNet,
    });
    this.#watchDeaths(props);
  }

  /** Lets a function start deliveries. */
  connect(announcer: ServiceFunction): void {
    announcer.addEnvironment('WEBHOOK_MACHINE_ARN', this.machine.stateMachineArn);
    this.machine.grantStartExecution(announcer);
  }

  /** A delivery that was stopped or ran out of time is given up like one that failed: never silently. */
  #watchDeaths({ media, deadLetters }: WebhookDeliveryProps): void {
    const giveUpDelivery = new ServiceFunction(this, 'GiveUpDelivery', {
      file: 'events/give-up-delivery',
      timeout: Duration.seconds(30),
      media: { bucket: media, access: mediaAccess.giveUpWebhook },
    });
    deadLetters.connect(giveUpDelivery);
    new Rule(this, 'DeliveryDied', {
      description: 'A webhook delivery failed, ran out of time or was stopped',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [this.machine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [new LambdaFunction(giveUpDelivery)],
    });
  }

  #step(name: DeliveryStepName, { media }: WebhookDeliveryProps): Step {
    const { file, seconds, access } = steps[name];
    const timeout = Duration.seconds(seconds);
    const lambda = new ServiceFunction(this, name, {
      file: `workflow/${file}`,
      timeout,
      media: { bucket: media, access },
    });
    return { lambda, timeout };
  }
}
