import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalS3, startS3 } from '../../../../infra/local/s3/start-s3.ts';
import {
  cutIntoParts,
  MultipartUpload,
  partBytesOf,
} from '../../../../shared/storage/multipart-upload.ts';
import { ObjectStore } from '../../../../shared/storage/object-store.ts';

const region = 'eu-central-1';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };
const mebibyte = 1024 * 1024;
const contentType = 'video/mp4';
const { signal } = new AbortController();

describe('MultipartUpload', () => {
  let server: LocalS3;
  let directory: string;
  let store: ObjectStore;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'multipart-'));
    const buckets = [{ name: 'media' }];
    const secret = () => credentials.secretAccessKey;
    server = await startS3({ port: 0, directory, region, buckets, credentials: secret });
    store = new ObjectStore(new S3Client({ endpoint: server.url, region, credentials }), 'media');
  });
  afterAll(async () => {
    store.client.destroy();
    await server.close();
    await rm(directory, { recursive: true });
  });

  const bytes = 12 * mebibyte;
  const part = (mebibytes: number) => Buffer.alloc(mebibytes * mebibyte, 'x');
  const begin = (key: string) =>
    MultipartUpload.begin({ store, key, signal }, { bytes, contentType });
  const find = (key: string, id: string) =>
    MultipartUpload.find({ store, key, signal }, { id, bytes });

  it('is continued by another one from the parts that are there', async () => {
    const first = await begin('continued');
    expect(first.storedBytes).toBe(0);
    await first.append(part(5));
    await first.append(part(5));
    const second = await find('continued', first.id);
    expect(second?.storedBytes).toBe(10 * mebibyte);
    await second?.append(part(2));
    expect(second?.storedBytes).toBe(bytes);
    expect(await second?.complete()).toBe(true);
    expect(await store.head('continued')).toMatchObject({ bytes, contentType });
  });

  it('does not believe parts of another size, nor those behind a gap', async () => {
    const first = await begin('odd');
    await first.append(part(5));
    await first.append(part(4));
    await first.append(part(2));
    expect((await find('odd', first.id))?.storedBytes).toBe(5 * mebibyte);
  });

  it('is not found any more once it is completed or aborted', async () => {
    const completed = await begin('completed');
    for (const size of [5, 5, 2]) await completed.append(part(size));
    await completed.complete();
    expect(await find('completed', completed.id)).toBeUndefined();
    const aborted = await begin('aborted');
    await aborted.abort();
    expect(await find('aborted', aborted.id)).toBeUndefined();
  });

  it('changes nothing where an object is already, and says so', async () => {
    await store.writeJson('taken', 'before');
    const upload = await begin('taken');
    for (const size of [5, 5, 2]) await upload.append(part(size));
    expect(await upload.complete()).toBe(false);
    expect((await store.readJson('taken'))?.value).toBe('before');
  });

  it('says the same when another attempt has completed or dropped it', async () => {
    const upload = await begin('twice');
    for (const size of [5, 5, 2]) await upload.append(part(size));
    const other = await find('twice', upload.id);
    expect(await upload.complete()).toBe(true);
    expect(await other?.complete()).toBe(false);
  });

  it('is refused by S3 itself when it is not as long as was said', async () => {
    const upload = await begin('short');
    await upload.append(part(5));
    await expect(upload.complete()).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  it('ends its calls with the signal', async () => {
    const gone = AbortSignal.abort();
    const place = { store, key: 'never', signal: gone };
    await expect(MultipartUpload.begin(place, { bytes, contentType })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('MultipartUpload.find', () => {
  /** S3 names a next marker even on the last page. */
  const pageAfter = (marker: number) => {
    const last = Math.min(marker + 1000, 2100);
    const numbers = Array.from({ length: last - marker }, (_, index) => marker + index + 1);
    const parts = numbers.map(
      (number) => `<Part><PartNumber>${number}</PartNumber><Size>${5 * mebibyte}</Size></Part>`,
    );
    const pages = `<NextPartNumberMarker>${last}</NextPartNumberMarker><IsTruncated>${last < 2100}</IsTruncated>`;
    return `<ListPartsResult>${pages}${parts.join('')}</ListPartsResult>`;
  };

  it('reads every page of a long list, and none beyond', async () => {
    const markers: unknown[] = [];
    const requestHandler = {
      handle: async ({ query }: { query: Record<string, string> }) => {
        const marker = Number(query['part-number-marker'] ?? 0);
        markers.push(marker);
        const response = {
          statusCode: 200,
          headers: {},
          body: Readable.from([Buffer.from(pageAfter(marker))]),
        };
        return { response };
      },
    };
    const client = new S3Client({ region, credentials, requestHandler });
    const place = { store: new ObjectStore(client, 'media'), key: 'long', signal };
    const upload = await MultipartUpload.find(place, { id: 'u', bytes: 2200 * 5 * mebibyte });
    expect(upload?.storedBytes).toBe(2100 * 5 * mebibyte);
    expect(markers).toEqual([0, 1000, 2000]);
  });
});

describe('partBytesOf', () => {
  it.each([1, 5 * mebibyte, 2 ** 31, 10_000 * 5 * mebibyte, 10_000 * 5 * mebibyte + 1, 2 ** 42])(
    'keeps to what S3 allows for an object of %i bytes',
    (bytes) => {
      const size = partBytesOf(bytes);
      expect(size).toBeGreaterThanOrEqual(5 * mebibyte);
      expect(Math.ceil(bytes / size)).toBeLessThanOrEqual(10_000);
    },
  );
});

describe('cutIntoParts', () => {
  it('gives the same bytes in even parts, however they come in', async () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(chunks, fc.integer({ min: 1, max: 30 }), async (pieces, size) => {
        const parts: Buffer[] = [];
        for await (const part of cutIntoParts(Readable.from(pieces), size))
          parts.push(Buffer.from(part));
        expect(Buffer.concat(parts)).toEqual(Buffer.concat(pieces));
        expect(parts.slice(0, -1).every(({ length }) => length === size)).toBe(true);
        expect(parts.every(({ length }) => length > 0 && length <= size)).toBe(true);
      }),
    );
  });
});
