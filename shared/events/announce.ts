import type { JobRecord } from '../jobs/job-record.ts';
import type { RecordStore } from '../jobs/record-store.ts';
import type { Logger } from '../runtime/logger.ts';
import { type DueEvent, dueEvents } from './due-events.ts';
import type { EventBus } from './event-bus.ts';
import { jobEvent } from './job-event.ts';
import { hasWebhook } from './webhook.ts';
import type { WebhookDeliveries } from './webhook-deliveries.ts';

/** Whom a job is told to, and how a job of any kind reads. */
export type Announcer = {
  readonly bus: EventBus;
  readonly deliveries: WebhookDeliveries;
  readonly describe: (record: JobRecord) => object;
  /** Keeps what became of an upload's job where its uploader looks. */
  readonly keepOutcome?: (record: JobRecord) => Promise<void>;
};

/** What announcing works with. */
export type AnnouncingWork = {
  readonly records: RecordStore;
  readonly logger: Logger;
  readonly announcer: Announcer;
};

/**
 * Tells everything that has happened to a job and was not told yet, then writes down that it was. A death in
 * between repeats the events with their ids: at least once, never none (design.md §4, Records).
 * @throws whatever the bus, Step Functions or S3 throws; trying again helps
 */
export async function announce(work: AnnouncingWork, record: JobRecord): Promise<void> {
  const due = dueEvents(record);
  await tell(work.announcer, record, due);
  // a job may close without further news: what it has come to is certain only then
  const isOver = record.phase === 'closed';
  try {
    if (record.upload && (isOver || due.length > 0)) await work.announcer.keepOutcome?.(record);
  } finally {
    // what was told is not told again only because its uploader's result cannot be written
    await noteTold(work, record, due);
  }
}

async function noteTold(
  { records }: AnnouncingWork,
  record: JobRecord,
  due: readonly DueEvent[],
): Promise<void> {
  if (due.length === 0) return;
  const names = due.map(({ name }) => name);
  await records.update(record, { type: 'announce', names });
}

async function tell(
  { bus, deliveries, describe }: Announcer,
  record: JobRecord,
  due: readonly DueEvent[],
): Promise<void> {
  if (due.length === 0) return;
  const data = describe(record);
  const events = due.map((one) => jobEvent(record, one, data));
  await bus.put(events);
  if (hasWebhook(record)) for (const event of events) await deliveries.start(record, event);
}

/** While a job goes on, news that cannot be told must not hold it up: a later step tells them. */
export async function tryToAnnounce(work: AnnouncingWork, record: JobRecord): Promise<void> {
  try {
    await announce(work, record);
  } catch (error) {
    const { id, owner } = record;
    work.logger.error('job.announce.failed', error, { id, owner });
  }
}
