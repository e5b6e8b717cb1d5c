import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../wire/aws-error.ts';
import type { BusEvent } from './event.ts';
import type { EventBus } from './event-bus.ts';
import { isObject } from './scalar-filter.ts';

const Entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  /** Epoch seconds. */
  Time: z.number().optional(),
});
type Entry = z.infer<typeof Entry>;

export const PutEventsInput = z.object({ Entries: z.array(Entry).min(1).max(10) });
export type PutEventsInput = z.infer<typeof PutEventsInput>;

type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };
export type PutEventsOutput = { FailedEntryCount: number; Entries: EntryResult[] };

/** Bytes of all entries together, which the SDK documents as "less than 1MB". */
const maxTotalBytes = 1024 * 1024;

/**
 * Puts entries on their buses; entries fail one by one with EventBridge's error codes. Throws
 * `ValidationException` when they are too large together. `now` is epoch milliseconds.
 */
export function putEvents(
  bus: EventBus,
  { Entries }: PutEventsInput,
  now: number,
): PutEventsOutput {
  const totalBytes = Entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (totalBytes >= maxTotalBytes) {
    const message = 'Total size of the entries in the request is over the limit.';
    throw new AwsError('ValidationException', message);
  }
  const results = Entries.map((entry) => putEntry(bus, entry, now));
  return {
    FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
    Entries: results,
  };
}

/** A bus by name or ARN; no name is the default bus. */
export const busNameOf = (nameOrArn = 'default'): string => nameOrArn.split('/').at(-1) ?? '';

function putEntry(bus: EventBus, entry: Entry, now: number): EntryResult {
  const busName = busNameOf(entry.EventBusName);
  const problem = problemOf(bus, entry, busName);
  if (problem) return problem;
  const event = eventOf(bus, entry, now);
  bus.publish(busName, event);
  return { EventId: event.id };
}

function problemOf(bus: EventBus, entry: Entry, busName: string): EntryResult | undefined {
  for (const field of ['Source', 'DetailType', 'Detail'] as const) {
    if (entry[field]) continue;
    const reason = `Parameter ${field} is not valid. Reason: ${field} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage: reason };
  }
  if (entry.Source?.startsWith('aws.')) {
    const ErrorMessage = 'Not authorized for the source.';
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage };
  }
  if (!parseDetail(entry.Detail)) {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
  // EventBridge accepts and forgets such an entry; on a laptop a misspelt bus is better heard of.
  if (!bus.has(busName)) {
    const ErrorMessage = `Event bus ${busName} does not exist.`;
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage };
  }
  return undefined;
}

function eventOf({ region, account }: EventBus, entry: Entry, now: number): BusEvent {
  const time = entry.Time === undefined ? now : entry.Time * 1000;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': entry.DetailType ?? '',
    source: entry.Source ?? '',
    account,
    time: `${new Date(time).toISOString().slice(0, 19)}Z`,
    region,
    resources: entry.Resources ?? [],
    detail: parseDetail(entry.Detail) ?? {},
  };
}

function parseDetail(detail = ''): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(detail);
    return isObject(parsed) ? parsed : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** As EventBridge counts: UTF-8 bytes of the texts, 14 for a time. */
function sizeOf({
  Source = '',
  DetailType = '',
  Detail = '',
  Resources = [],
  Time,
}: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  const timeBytes = Time === undefined ? 0 : 14;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), timeBytes);
}
