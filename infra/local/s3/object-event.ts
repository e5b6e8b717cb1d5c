import { randomBytes, randomUUID } from 'node:crypto';
import type { ObjectChange } from './storage/bucket.ts';

/** What S3 sends to EventBridge (aws-facts §6). */
export type ObjectEvent = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': ObjectChange['type'];
  readonly source: 'aws.s3';
  readonly account: string;
  /** ISO 8601, whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: {
    readonly version: '0';
    readonly bucket: { readonly name: string };
    readonly object: {
      readonly key: string;
      readonly size?: number;
      readonly etag?: string;
      /** Of a versioned bucket, one for each time that an object is put there. */
      readonly 'version-id'?: string;
      /** Hex; a later event of the same key has the greater one. */
      readonly sequencer: string;
    };
    readonly 'request-id': string;
    readonly requester: string;
    readonly 'source-ip-address': string;
    readonly reason: string;
    readonly 'deletion-type'?: 'Permanently Deleted';
  };
};

const account = '000000000000';

type EventOptions = {
  readonly region: string;
  readonly now: () => Date;
  /** The names of versioned buckets. */
  readonly versioned: ReadonlySet<string>;
};

/** Turns changes into events; the sequence numbers go on growing over a restart because time is in them. */
export function createObjectEvents(options: EventOptions): (change: ObjectChange) => ObjectEvent {
  const { region, now, versioned } = options;
  let last = 0;
  return (change) => {
    last = Math.max(last + 1, now().getTime() * 1000);
    const isVersioned = versioned.has(change.bucket);
    return toEvent(change, { region, time: now(), sequence: last, isVersioned });
  };
}

type EventContext = {
  readonly region: string;
  readonly time: Date;
  readonly sequence: number;
  readonly isVersioned: boolean;
};

function toEvent(change: ObjectChange, context: EventContext): ObjectEvent {
  const isCreated = change.type === 'Object Created';
  const { key, object, bucket } = change;
  const version = context.isVersioned
    ? { 'version-id': randomBytes(24).toString('base64url') }
    : {};
  const sequencer = context.sequence.toString(16).toUpperCase().padStart(16, '0');
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': change.type,
    source: 'aws.s3',
    account,
    time: context.time.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: context.region,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: isCreated
        ? { key, size: object.size, etag: object.etag, ...version, sequencer }
        : { key, sequencer },
      'request-id': randomUUID(),
      requester: account,
      'source-ip-address': '127.0.0.1',
      reason: change.reason,
      ...(isCreated ? {} : { 'deletion-type': 'Permanently Deleted' as const }),
    },
  };
}
