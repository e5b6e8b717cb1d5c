import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startS3 } from '../../infra/local/s3/start-s3.ts';
import { ObjectStore } from '../../shared/storage/object-store.ts';
import { createFakeWire, type FakeWire, sendThrough } from './fake-wire.ts';

const region = 'eu-central-1';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };

export type InProcessStorage = Awaited<ReturnType<typeof startStorage>>;

/** S3 in this process on a temporary directory; every test takes a bucket of its own. */
export async function startStorage() {
  const directory = await mkdtemp(join(tmpdir(), 'store-'));
  const server = await startS3({
    port: 0,
    directory,
    region,
    buckets: [],
    credentials: () => credentials.secretAccessKey,
    onError: () => {},
  });
  /** How a function's own clients reach it. */
  const access = { endpoint: server.url, region, credentials };
  const connect = () => new S3Client(access);
  const admin = connect();
  const open: S3Client[] = [admin];

  /** A store over a new bucket, or another client's store over the same one. */
  const createStore = async (wire: FakeWire = createFakeWire(), bucket = `b-${randomUUID()}`) => {
    const client = connect();
    open.push(client);
    await admin.send(new CreateBucketCommand({ Bucket: bucket })).catch(() => undefined);
    tap(client, wire);
    return new ObjectStore(client, bucket);
  };

  /** Every object as text, by key: what anybody who reads the bucket would see. */
  const dump = async (store: ObjectStore): Promise<Record<string, string>> => {
    const reader = new ObjectStore(admin, store.bucket);
    const keys = await reader.listKeys('');
    const texts = keys.map(async (key) => {
      const found = await admin.send(new GetObjectCommand({ Bucket: store.bucket, Key: key }));
      return [key, (await found.Body?.transformToString('latin1')) ?? ''] as const;
    });
    return Object.fromEntries(await Promise.all(texts));
  };

  const close = async () => {
    for (const client of open) client.destroy();
    await server.close();
    await rm(directory, { recursive: true });
  };
  return { access, createStore, dump, close };
}

/** Sends every attempt of a client, the SDK's own retries included, through the wire. */
function tap(client: S3Client, wire: FakeWire): void {
  client.middlewareStack.add(
    (next, context) => async (input) => {
      const { Key = '' } = input.input as { Key?: string };
      const what = `${context.commandName} ${Key}`;
      return sendThrough(wire, { service: 's3', what }, () => next(input));
    },
    { step: 'deserialize', priority: 'low', name: 'fakeWire' },
  );
}
