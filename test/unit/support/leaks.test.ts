import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLeaks } from '../../support/leaks.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'leaks-'));
});
afterAll(() => rm(root, { recursive: true }));

async function search(name: string, text: string): Promise<string[]> {
  const directory = await mkdtemp(join(root, 'run-'));
  await mkdir(dirname(join(directory, name)), { recursive: true });
  await writeFile(join(directory, name), text);
  return findLeaks(directory, ['sk-planted']);
}

const ours = 'https://bucket.s3.amazonaws.com/a.mp4?X-Amz-Date=1&X-Amz-Signature=0a';
const theirs = 'https://dashscope.oss.aliyuncs.com/a.mp4?Expires=1&OSSAccessKeyId=x&Signature=y%3D';
const plain = 'http://127.0.0.1:3004/results/a.mp4?Signature=y';
const places = [
  'platform.log',
  'state/s3/media/videos/o/vid_1/job.json',
  'state/sfn/journal.jsonl',
];

describe('the search for leaks', () => {
  it.each(places.flatMap((place) => [ours, theirs, plain].map((url) => [place, url])))(
    'finds in %s the signed address %s, whatever its member is called',
    async (place, url) => {
      expect(await search(place, JSON.stringify({ url }))).toHaveLength(1);
      expect(await search(place, JSON.stringify({ message: `see ${url}` }))).toHaveLength(1);
    },
  );

  it.each([ours, theirs, plain])('lets a kept reply show %s in a member url only', async (url) => {
    const reply = (body: object) => `GET /v1/videos/vid_1 200 ${JSON.stringify(body)}\n`;
    expect(await search('replies.jsonl', reply({ video: { url } }))).toEqual([]);
    expect(await search('replies.jsonl', reply({ detail: url }))).toHaveLength(1);
  });

  it('finds a key anywhere but where keys belong', async () => {
    expect(await search('platform.log', 'Bearer sk-planted')).toHaveLength(1);
    expect(await search('state/secrets.json', 'sk-planted')).toEqual([]);
  });

  it('finds nothing in an address without a signature', async () => {
    const text = 'https://host/a.mp4?Expires=1 and a word about Signature= and OSSAccessKeyId=';
    expect(await search('platform.log', text)).toEqual([]);
  });
});
