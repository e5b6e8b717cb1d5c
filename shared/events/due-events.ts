import { EventName, EventType } from '../contract/event.ts';
import type { JobStatus } from '../contract/job.ts';
import type { JobKind } from '../jobs/job-id.ts';
import type { JobRecord } from '../jobs/job-record.ts';

/** Something that happened to a job, and when (ISO 8601). */
export type DueEvent = { readonly name: EventName; readonly at: string };

/** When each thing happened by the facts on record; `null` when it has not. */
const moments: Readonly<Record<EventName, (record: JobRecord) => string | null>> = {
  queued: (record) => record.created_at,
  started: (record) => record.started_at,
  // a job that was recovered since has still timed out before
  timed_out: (record) => lastTime(record, 'expire') ?? endedAs(record, 'timed_out'),
  completed: (record) => (record.recovered_at ? null : endedAs(record, 'completed')),
  recovered: (record) => record.recovered_at,
  failed: (record) => endedAs(record, 'failed'),
  cancelled: (record) => endedAs(record, 'cancelled'),
};

/** What is told of a kind of job (api.md, Events). */
const toldOf = (kind: JobKind) =>
  EventName.options.filter((name) => EventType.safeParse(`${kind}.${name}`).success);

/** Everything that has happened to a job so far, in the order of `EventName`. */
export function eventsOf(record: JobRecord): DueEvent[] {
  return toldOf(record.kind).flatMap((name) => {
    const at = moments[name](record);
    return at === null ? [] : [{ name, at }];
  });
}

/** What has happened and was not told yet. */
export function dueEvents(record: JobRecord): DueEvent[] {
  return eventsOf(record).filter(({ name }) => !record.announced.includes(name));
}

function endedAs(record: JobRecord, status: JobStatus): string | null {
  if (record.status !== status) return null;
  return lastTime(record, 'close') ?? record.updated_at;
}

function lastTime(record: JobRecord, change: string): string | undefined {
  return record.timeline.findLast(({ event }) => event === change)?.at;
}
