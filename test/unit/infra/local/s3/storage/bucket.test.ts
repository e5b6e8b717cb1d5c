import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bucket, type ObjectChange } from '../../../../../../infra/local/s3/storage/bucket.ts';
import type { Segment } from '../../../../../../infra/local/s3/storage/content-files.ts';

let directory: string;
let changes: ObjectChange[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bucket-'));
  changes = [];
});
afterEach(() => rm(directory, { recursive: true }));

const open = () => Bucket.open(directory, 'media', new Date(0), (change) => changes.push(change));
const anything = () => {};
const description = { headers: {}, tags: {} };

const objectOf = (segment: Segment) => ({
  ...description,
  etag: 'e',
  size: segment.size,
  lastModified: '2026-01-01T00:00:00.000Z',
  segments: [segment],
});

const write = (bucket: Bucket, text: string) =>
  bucket.contents.write(Readable.from([Buffer.from(text)]));

async function putText(bucket: Bucket, key: string, text: string) {
  const object = objectOf(await write(bucket, text));
  await bucket.put(key, object, 'PutObject', anything);
  return object;
}

async function textOf(bucket: Bucket, key: string) {
  const object = bucket.get(key);
  if (!object) return undefined;
  const range = { start: 0, end: object.size - 1 };
  const pieces = await bucket.contents.read(object.segments, range).toArray();
  return Buffer.concat(pieces).toString();
}

const contentFiles = () => readdir(join(directory, 'contents'));

describe('Bucket', () => {
  it('is the same after it was opened again', async () => {
    const bucket = await open();
    await putText(bucket, 'b', 'two');
    await putText(bucket, 'a', 'one');
    await bucket.setCorsRules([
      { allowedOrigins: ['*'], allowedMethods: ['GET'], allowedHeaders: [], exposedHeaders: [] },
    ]);
    const again = await open();
    expect(again.keys).toEqual(['a', 'b']);
    expect(await textOf(again, 'a')).toBe('one');
    expect(again.settings).toEqual(bucket.settings);
  });

  it('removes the bytes of what is replaced, deleted or left over', async () => {
    const bucket = await open();
    await putText(bucket, 'a', 'old');
    await putText(bucket, 'a', 'new');
    await putText(bucket, 'b', 'x');
    await bucket.delete('b', anything);
    expect(await contentFiles()).toEqual(bucket.get('a')?.segments.map(({ file }) => file));
    await writeFile(join(directory, 'contents', 'orphan'), 'x');
    await open();
    expect(await contentFiles()).not.toContain('orphan');
  });

  it('keeps removed bytes until their last reader has closed', async () => {
    const bucket = await open();
    const { segments, size } = await putText(bucket, 'a', 'content');
    const reader = bucket.contents.read(segments, { start: 0, end: size - 1 });
    await bucket.delete('a', anything);
    expect(Buffer.concat(await reader.toArray()).toString()).toBe('content');
    await expect.poll(contentFiles).toEqual([]);
  });

  it('changes nothing when the check throws', async () => {
    const bucket = await open();
    await putText(bucket, 'a', 'kept');
    const refuse = () => {
      throw new Error('refused');
    };
    const object = objectOf(await write(bucket, 'other'));
    await expect(bucket.put('a', object, 'PutObject', refuse)).rejects.toThrow('refused');
    await expect(bucket.delete('a', refuse)).rejects.toThrow('refused');
    expect(await textOf(bucket, 'a')).toBe('kept');
    expect(changes).toHaveLength(1);
  });

  it('leaves no file behind when the source of the bytes fails', async () => {
    const bucket = await open();
    async function* failing() {
      yield Buffer.from('half');
      throw new Error('reset');
    }
    await expect(bucket.contents.write(failing())).rejects.toThrow('reset');
    expect(await contentFiles()).toEqual([]);
  });

  it('goes on with open uploads after a restart', async () => {
    const bucket = await open();
    const uploadId = await bucket.uploads.create({ key: 'v', description, initiated: 'now' });
    const segment = await write(bucket, 'part');
    const part = { uploadId, number: 1, etag: 'e', lastModified: 'now', segment };
    await bucket.uploads.putPart(part);
    const again = await open();
    expect(again.uploads.parts(uploadId)).toEqual([part]);
    expect(await contentFiles()).toEqual([segment.file]);
  });

  it('has a claimed upload again after a restart, and no longer shows it before', async () => {
    const bucket = await open();
    const uploadId = await bucket.uploads.create({ key: 'v', description, initiated: 'now' });
    bucket.uploads.claim(uploadId);
    expect(bucket.uploads.get(uploadId)).toBeUndefined();
    expect((await open()).uploads.get(uploadId)).toBeDefined();
  });

  it('drops an upload whose object was already made when the process died', async () => {
    const bucket = await open();
    const uploadId = await bucket.uploads.create({ key: 'v', description, initiated: 'now' });
    const segment = await write(bucket, 'part');
    await bucket.uploads.putPart({ uploadId, number: 1, etag: 'e', lastModified: 'now', segment });
    await bucket.put('v', objectOf(segment), 'CompleteMultipartUpload', anything);
    const again = await open();
    expect(again.uploads.get(uploadId)).toBeUndefined();
    expect(await textOf(again, 'v')).toBe('part');
  });
});
