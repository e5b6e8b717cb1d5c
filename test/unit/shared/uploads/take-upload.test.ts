import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeUpload } from '../../../../shared/uploads/take-upload.ts';
import { VideoCatalogue } from '../../../../shared/video/models/catalogue.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createFakeWire } from '../../../support/fake-wire.ts';
import { type InProcessStorage, startStorage } from '../../../support/in-process-storage.ts';

let storage: InProcessStorage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

const rule = { owner: 'acme', task: 'video', request: {}, sidecar: [] } as const;

async function take(key: string, bytes: Uint8Array) {
  const wire = createFakeWire();
  const store = await storage.createStore(wire);
  const { ETag = '' } = await store.client.send(
    new PutObjectCommand({ Bucket: store.bucket, Key: key, Body: bytes }),
  );
  const facts = { rule: 'films', sequencer: '1', version_id: null, bytes: null };
  const upload = { ...facts, key, etag: ETag.replaceAll('"', '') };
  const place = { store, clock: createFakeClock(), catalogue: new VideoCatalogue() };
  return { store, wire, taken: takeUpload(place, { ...rule, sidecar: [] }, upload) };
}

describe('an uploaded object', () => {
  it('is copied to an asset of its rule’s owner', async () => {
    const { store, taken } = await take('inbox/films/a.mp4', new Uint8Array(3));
    expect(await taken).toMatchObject({ kind: 'video', media: expect.stringMatching(/^asset:/) });
    const id = (await taken)?.media.slice('asset:'.length);
    const found = await store.head(`uploads/acme/${id}/file`);
    expect(found).toMatchObject({ bytes: 3, contentType: 'video/mp4' });
  });

  it.each([
    ['too large for every model', 'a.mp3', 15 * 1024 ** 2 + 1, /at most 15728640/],
    ['empty', 'a.jpg', 0, /empty/],
  ])('that is %s is refused before anything is copied', async (_, name, bytes, words) => {
    const { wire, taken } = await take(`inbox/films/${name}`, new Uint8Array(bytes));
    await expect(taken).rejects.toMatchObject({ code: 'invalid_media' });
    await expect(taken).rejects.toThrow(words);
    expect(wire.calls.map(({ what }) => what.split(' ')[0])).toEqual([
      'PutObjectCommand',
      'HeadObjectCommand',
    ]);
  });
});
