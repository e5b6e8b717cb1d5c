import * as z from 'zod';
import { type JobRecord, mayComeBack } from '../jobs/job-record.ts';
import type { RecordStore } from '../jobs/record-store.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { eventsOf } from './due-events.ts';

/** `webhook.json`: paths of webhooks are secrets, so the address stands here and nowhere else. */
const StoredWebhook = z.object({
  url: z.string(),
  /** The names of the events that were delivered or given up. */
  settled: z.array(z.string()),
});

type Storage = { readonly store: ObjectStore };

/** What the record says of a webhook: where it leads to, not its path. */
export function webhookOrigin(url: string): string {
  return new URL(url).origin;
}

/** Whether somebody is to be called about a job. */
export function hasWebhook({ request }: JobRecord): boolean {
  return request.webhook_url !== undefined;
}

/** Keeps the address of a new job's webhook; one that is there already is the same. */
export async function keepWebhook(
  { store }: Storage,
  job: JobReference,
  url: string,
): Promise<void> {
  await store.createJson(keys.webhook(job), { url, settled: [] });
}

/** The address to call, `undefined` when nothing is to be told any more. */
export async function findWebhook(
  { store }: Storage,
  job: JobReference,
): Promise<string | undefined> {
  const found = await store.readJson(keys.webhook(job));
  return found && StoredWebhook.parse(found.value).url;
}

/**
 * Writes down that an event was delivered or given up, and forgets the address when that was the last one
 * to come: deliveries of one job end in any order.
 */
export async function settleWebhook(
  work: Storage & { readonly records: RecordStore },
  job: JobReference,
  name: string,
): Promise<void> {
  const key = keys.webhook(job);
  for (;;) {
    const found = await work.store.readJson(key);
    if (!found) return;
    const webhook = StoredWebhook.parse(found.value);
    const settled = [...new Set([...webhook.settled, name])];
    const record = await work.records.find(job);
    if (!record || isOver(record, settled)) return work.store.remove(key);
    if (await work.store.replaceJson(key, { ...webhook, settled }, found.etag)) return;
  }
}

/** A job that may come back has more to tell; its address goes with the job. */
function isOver(record: JobRecord, settled: readonly string[]): boolean {
  const told = eventsOf(record).every(({ name }) => settled.includes(name));
  return record.phase === 'closed' && told && !mayComeBack(record);
}
