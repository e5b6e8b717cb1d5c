import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { patience } from './jobs.ts';
import type { LocalSystem } from './platform.ts';

const Seen = z.object({
  events: z.array(
    z.object({
      busName: z.string(),
      event: z.object({ 'detail-type': z.string(), detail: z.looseObject({}) }),
    }),
  ),
});

/** The laptop's buckets and buses, as their operator sees them. */
export function operatorOf({ endpoints }: Pick<LocalSystem, 'endpoints'>) {
  const { region, credentials, bucket } = endpoints;
  const s3 = new S3Client({ region, credentials, endpoint: endpoints.s3 });
  const bus = new EventBridgeClient({ region, credentials, endpoint: endpoints.events });
  onTestFinished(() => {
    s3.destroy();
    bus.destroy();
  });
  const listKeys = async (prefix: string): Promise<string[]> => {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
    return (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
  };
  const readJson = async (key: string): Promise<unknown> => {
    const found = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return JSON.parse((await found.Body?.transformToString()) ?? '');
  };
  return {
    /** An event on the bus of jobs; gives its id. */
    putEvent: async (detailType: string, detail: object, Source = 'test'): Promise<string> => {
      const entry = { EventBusName: 'qwen-media', Source, DetailType: detailType };
      const Entries = [{ ...entry, Detail: JSON.stringify(detail) }];
      const answer = await bus.send(new PutEventsCommand({ Entries }));
      return String(answer.Entries?.[0]?.EventId);
    },
    putObject: (key: string, body: Uint8Array | string, contentType?: string) =>
      s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }),
      ),
    listKeys,
    /** The keys under a prefix as soon as there are so many. */
    untilKeys: (prefix: string, count: number) =>
      vi.waitFor(
        async () => {
          const keys = await listKeys(prefix);
          if (keys.length < count) throw new Error(`${keys.length} keys under ${prefix}`);
          return keys;
        },
        { interval: 200, timeout: patience },
      ),
    readJson,
    /** The object as soon as it is there. */
    untilJson: (key: string): Promise<unknown> =>
      vi.waitFor(() => readJson(key), { interval: 200, timeout: patience }),
    /** The details of the job events that the bus has carried so far and that are as wanted. */
    untilEvent: (isWanted: (type: string, detail: Record<string, unknown>) => boolean) =>
      vi.waitFor(
        async () => {
          const answer = await fetch(`${endpoints.events}/_events`);
          const { events } = Seen.parse(await answer.json());
          const found = events.find(
            ({ busName, event }) =>
              busName === 'qwen-media' && isWanted(event['detail-type'], event.detail),
          );
          if (!found) throw new Error('no such event yet');
          return found.event.detail;
        },
        { interval: 200, timeout: patience },
      ),
  };
}
