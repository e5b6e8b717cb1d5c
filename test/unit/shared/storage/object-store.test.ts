import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { ObjectStore } from '../../../../shared/storage/object-store.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** A bucket that answers one status after the other to every request. */
async function answering(...statuses: number[]) {
  let asked = 0;
  const started = createServer((request, response) => {
    const status = statuses[asked] ?? 200;
    asked += 1;
    request.resume().once('end', () => response.writeHead(status).end());
  }).listen(0, '127.0.0.1');
  server = started;
  await new Promise((resolve) => started.once('listening', resolve));
  const { port } = started.address() as AddressInfo;
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  return { store: new ObjectStore(client, 'bucket'), asked: () => asked };
}

describe('ObjectStore', () => {
  const rows = [
    ['writes where nothing is', [200], true, 1],
    ['sees that something was', [412], false, 1],
    ['asks again after conflicts, which decide nothing', [409, 409, 409, 200], true, 4],
    ['hears after a conflict that another has won', [409, 412], false, 2],
  ] as const;
  it.each(rows)('%s', async (_name, statuses, expected, asked) => {
    const bucket = await answering(...statuses);
    expect(await bucket.store.createJson('key', {})).toBe(expected);
    expect(bucket.asked()).toBe(asked);
  });

  it('never calls a key taken that conflicts alone were heard of', async () => {
    const { store } = await answering(...Array<number>(50).fill(409));
    await expect(store.createJson('key', {})).rejects.toMatchObject({ code: 'key_contended' });
  });

  it.each([404, 409, 412])('calls a replacement that met %i too late', async (status) => {
    const { store } = await answering(status);
    expect(await store.replaceJson('key', {}, '"etag"')).toBe(false);
  });
});
