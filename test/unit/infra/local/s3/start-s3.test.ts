import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectEvent } from '../../../../../infra/local/s3/object-event.ts';
import { type LocalS3, type S3Options, startS3 } from '../../../../../infra/local/s3/start-s3.ts';

const region = 'eu-central-1';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };
const Bucket = 'media';

let directory: string;
let started: (LocalS3 | S3Client)[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 's3-'));
  started = [];
});
afterEach(async () => {
  for (const each of started) await ('close' in each ? each.close() : each.destroy());
  await rm(directory, { recursive: true });
});

async function start(options: Partial<S3Options> = {}) {
  const s3 = await startS3({
    port: 0,
    directory,
    region,
    buckets: [{ name: Bucket }],
    credentials: () => credentials.secretAccessKey,
    ...options,
  });
  const client = new S3Client({ endpoint: s3.url, region, credentials, maxAttempts: 1 });
  started.push(client, s3);
  const put = (Key: string, Body: string) =>
    client.send(new PutObjectCommand({ Bucket, Key, Body }));
  return { ...s3, client, put };
}

describe('startS3', () => {
  it('moves to a free port when its own is taken', async () => {
    const first = await start();
    const second = await start({
      port: Number(new URL(first.url).port),
      directory: join(directory, 'second'),
    });
    expect(second.url).not.toBe(first.url);
    await second.put('a', 'x');
  });

  it('has its objects again after a restart, and goes on counting events', async () => {
    const events: ObjectEvent[] = [];
    const now = () => new Date();
    const options = { now, onObjectEvent: (event: ObjectEvent) => events.push(event) };
    const first = await start(options);
    await first.put('a', 'kept');
    await first.close();
    const second = await start(options);
    const { Body } = await second.client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect(await Body?.transformToString()).toBe('kept');
    await second.put('a', 'again');
    const [before, after] = events.map(({ detail }) => detail.object.sequencer);
    expect(after && before && after > before).toBe(true);
  });

  it('tells the versions of an object apart in the events of a versioned bucket, and of no other', async () => {
    const events: ObjectEvent[] = [];
    const onObjectEvent = (event: ObjectEvent) => events.push(event);
    const versioned = await start({ onObjectEvent, buckets: [{ name: Bucket, versioned: true }] });
    for (const _ of [1, 2]) await versioned.put('a', 'the same');
    const plain = await start({ onObjectEvent, directory: join(directory, 'plain') });
    await plain.put('a', 'the same');
    const [first, second, third] = events.map(({ detail }) => detail.object['version-id']);
    expect(first).toMatch(/^[\w-]{32}$/);
    expect(second).toMatch(/^[\w-]{32}$/);
    expect(second).not.toBe(first);
    expect(third).toBeUndefined();
  });

  it('answers to its own clock', async () => {
    const { client, put } = await start({ now: () => new Date(Date.now() + 90_000) });
    await put('a', 'x');
    const command = new GetObjectCommand({ Bucket, Key: 'a' });
    const expired = await fetch(await getSignedUrl(client, command, { expiresIn: 60 }));
    expect(expired.status).toBe(403);
    const valid = await fetch(await getSignedUrl(client, command, { expiresIn: 600 }));
    expect(valid.status).toBe(200);
  });

  it('keeps nothing of an upload whose sender goes away', async () => {
    const errors: unknown[] = [];
    const { client } = await start({ onError: (error) => errors.push(error) });
    const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'half' }));
    const contents = () => readdir(join(directory, Bucket, 'contents'));
    const sending = request(url, { method: 'PUT', headers: { 'content-length': '1000' } });
    sending.on('error', () => {});
    sending.write('x'.repeat(100));
    await expect.poll(contents).toHaveLength(1);
    sending.destroy();
    await expect.poll(contents).toHaveLength(0);
    expect(await readdir(join(directory, Bucket, 'objects'))).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('keeps an object whose event could not be told', async () => {
    const errors: unknown[] = [];
    const fault = new Error('planted');
    const { client, put } = await start({
      onError: (error) => errors.push(error),
      onObjectEvent: () => {
        throw fault;
      },
    });
    await put('a', 'kept');
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect(await Body?.transformToString()).toBe('kept');
    expect(errors).toEqual([fault]);
  });

  it('answers its own faults with 500 and tells them', async () => {
    const errors: unknown[] = [];
    const fault = new Error('planted');
    const { put } = await start({
      onError: (error) => errors.push(error),
      authorize: () => {
        throw fault;
      },
    });
    await expect(put('a', 'x')).rejects.toMatchObject({ name: 'InternalError' });
    expect(errors).toEqual([fault]);
  });

  it('refuses a request without length and a path it cannot read', async () => {
    const { client, url } = await start();
    const signed = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'a' }));
    const body = Readable.from(['x']);
    const endless = await fetch(signed, {
      method: 'PUT',
      body,
      duplex: 'half',
    } as unknown as RequestInit);
    expect(endless.status).toBe(411);
    expect((await fetch(`${url}/${Bucket}/%zz`)).status).toBe(400);
  });
});
