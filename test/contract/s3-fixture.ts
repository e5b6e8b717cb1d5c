import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as aws from '@aws-sdk/client-s3';
import type { ObjectEvent } from '../../infra/local/s3/object-event.ts';
import type { AuthorizationCall } from '../../infra/local/s3/s3-call.ts';
import { startS3 } from '../../infra/local/s3/start-s3.ts';

export const Bucket = 'media';
export const region = 'eu-central-1';
export const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };

export const mebibytes = (count: number, fill: number) => Buffer.alloc(count * 1024 * 1024, fill);

type FixtureOptions = {
  readonly authorize?: (call: AuthorizationCall) => boolean;
  readonly now?: () => Date;
};

/** A server with one bucket in a directory of its own, and a client with nothing set but the endpoint. */
export async function startTestS3(options: FixtureOptions = {}) {
  const directory = await mkdtemp(join(tmpdir(), 's3-'));
  const events: ObjectEvent[] = [];
  const errors: unknown[] = [];
  const server = await startS3({
    port: 0,
    directory,
    region,
    buckets: [{ name: Bucket }],
    credentials: (accessKeyId) =>
      accessKeyId === credentials.accessKeyId ? credentials.secretAccessKey : undefined,
    onObjectEvent: (event) => events.push(event),
    onError: (error) => errors.push(error),
    ...options,
  });
  const connect = (more: aws.S3ClientConfig = {}) =>
    new aws.S3Client({ endpoint: server.url, region, credentials, ...more });
  const client = connect();
  const close = async () => {
    client.destroy();
    await server.close();
    await rm(directory, { recursive: true });
    if (errors.length > 0) throw new AggregateError(errors, 'The server answered 500.');
  };
  return { url: server.url, events, client, connect, close, ...shortcuts(client) };
}

function shortcuts(client: aws.S3Client) {
  const put = (
    Key: string,
    Body: string | Uint8Array,
    more: Partial<aws.PutObjectCommandInput> = {},
  ) => client.send(new aws.PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = (Key: string, more: Partial<aws.GetObjectCommandInput> = {}) =>
    client.send(new aws.GetObjectCommand({ Bucket, Key, ...more }));
  const head = (Key: string, more: Partial<aws.HeadObjectCommandInput> = {}) =>
    client.send(new aws.HeadObjectCommand({ Bucket, Key, ...more }));
  const bytesOf = async (Key: string, Range?: string) => {
    const { Body } = await get(Key, { Range });
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  };
  const textOf = async (Key: string) => (await bytesOf(Key)).toString();
  return { put, get, head, bytesOf, textOf };
}
