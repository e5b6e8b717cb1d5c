import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { Announcements } from '../constructs/announcements.ts';
import { JobEventBus } from '../constructs/event-bus.ts';
import { WebhookDelivery } from '../constructs/webhook-delivery.ts';
import type { StorageStack } from './storage-stack.ts';

export type EventsStackProps = StackProps & {
  readonly config: Config;
  readonly storage: StorageStack;
};

/** How the world hears of jobs: events on a bus, signed webhooks. */
export class EventsStack extends Stack {
  readonly announcements: Announcements;
  readonly bus: JobEventBus;
  readonly delivery: WebhookDelivery;

  constructor(scope: Construct, id: string, props: EventsStackProps) {
    super(scope, id, props);
    const { media, deadLetters, webhookSecret: secret } = props.storage;
    this.bus = new JobEventBus(this, 'Events', { name: props.config.eventBusName });
    this.delivery = new WebhookDelivery(this, 'Hooks', {
      ...{ media, deadLetters, secret },
    });
    new CfnOutput(this, 'EventBus', { value: props.config.eventBusName });
    this.announcements = new Announcements(this.bus, this.delivery, media);
  }
}
