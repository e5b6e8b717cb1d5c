import { EventType, type JobEvent } from '../contract/event.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { DueEvent } from './due-events.ts';

/**
 * The event of something that happened to a job; a repeat has the same id (design.md §4, Records).
 * @param data the job as events tell it
 */
export function jobEvent(record: JobRecord, { name, at }: DueEvent, data: object): JobEvent {
  return {
    specversion: '1.0',
    id: `${record.id}.${name}`,
    source: 'qwen-media',
    type: EventType.parse(`${record.kind}.${name}`),
    subject: record.id,
    time: at,
    datacontenttype: 'application/json',
    data: { ...data },
  };
}

/** The name that an event's id ends in. */
export function eventNameOf({ id }: JobEvent): string {
  return id.slice(id.lastIndexOf('.') + 1);
}
