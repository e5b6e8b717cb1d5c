import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { Announcements } from '../constructs/announcements.ts';
import { JobEventBus } from '../constructs/event-bus.ts';
import { WebhookDelivery } from '../constructs/webhook-delivery.ts';
import { WebhookSecret } from '../constructs/webhook-secret.ts';
import type { StorageStack } from './storage-stack.ts';

export type EventsStackProps = StackProps & {
  readonly config: Config;
  readonly storage: StorageStack;
};

/** How the world hears of jobs: events on a bus, signed webhooks. */
export class EventsStack extends Stack {
  readonly announcements: Announcements;
  readonly bus: JobEventBus;
  readonly webhookSecret: WebhookSecret;
  readonly delivery: WebhookDelivery;

  constructor(scope: Construct, id: string, props: EventsStackProps) {
    super(scope, id, props);
    const { media, deadLetters } = props.storage;
    this.webhookSecret = new WebhookSecret(this, 'WebhookSecret');
    this.bus = new JobEventBus(this, 'Events', { name: props.config.eventBusName });
    this.delivery = new WebhookDelivery(this, 'Hooks', {
      ...{ media, deadLetters, secret: this.webhookSecret },
    });
    this.announcements = new Announcements(this.bus, this.delivery, media);
  }
}
