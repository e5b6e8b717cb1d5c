import type { JobEventBus } from './event-bus.ts';
import { mediaAccess } from './media-access.ts';
import type { MediaBucket } from './media-bucket.ts';
import type { ServiceFunction } from './service-function.ts';
import type { WebhookDelivery } from './webhook-delivery.ts';

/** Whom jobs are told to: the bus, each job's own webhook, and the uploader whose object it was made for. */
export class Announcements {
  readonly #bus: JobEventBus;
  readonly #delivery: WebhookDelivery;

  readonly #media: MediaBucket;

  constructor(bus: JobEventBus, delivery: WebhookDelivery, media: MediaBucket) {
    this.#bus = bus;
    this.#delivery = delivery;
    this.#media = media;
  }

  /** Lets a function tell of jobs. */
  connect(announcer: ServiceFunction): void {
    this.#bus.connect(announcer);
    this.#delivery.connect(announcer);
    this.#media.grant(announcer, mediaAccess.keepOutcome);
  }
}
