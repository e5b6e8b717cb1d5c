import type { JobEventBus } from './event-bus.ts';
import type { ServiceFunction } from './service-function.ts';
import type { WebhookDelivery } from './webhook-delivery.ts';

/** Whom jobs are told to: the bus, and each job's own webhook. */
export class Announcements {
  readonly #bus: JobEventBus;
  readonly #delivery: WebhookDelivery;

  constructor(bus: JobEventBus, delivery: WebhookDelivery) {
    this.#bus = bus;
    this.#delivery = delivery;
  }

  /** Lets a function tell of jobs. */
  connect(announcer: ServiceFunction): void {
    this.#bus.connect(announcer);
    this.#delivery.connect(announcer);
  }
}
