import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AssetStore } from '../../../../shared/media/assets.ts';
import { MediaDelivery } from '../../../../shared/media/delivery.ts';
import type { ObjectStore } from '../../../../shared/storage/object-store.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { type InProcessStorage, startStorage } from '../../../support/in-process-storage.ts';

let storage: InProcessStorage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

async function createAssets(bytes = 3) {
  const store = await storage.createStore();
  const assets = new AssetStore(store, createFakeClock());
  const request = { filename: 'cat.png', content_type: 'image/png', bytes };
  return { store, assets, upload: await assets.create('acme', request) };
}

/** Uploads as a browser would. */
async function post(
  form: { url: string; fields: Record<string, string> },
  file: string,
  type = 'image/png',
) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ ...form.fields, 'Content-Type': type }))
    body.set(name, value);
  body.set('file', new Blob([file]));
  return (await fetch(form.url, { method: 'POST', body })).status;
}

describe('AssetStore', () => {
  it('goes from pending to ready with the upload', async () => {
    const { assets, upload } = await createAssets();
    expect(await assets.show('acme', upload.id)).toMatchObject({ status: 'pending', bytes: null });
    expect(await post(upload.upload, 'cat')).toBeLessThan(300);
    expect(await assets.show('acme', upload.id)).toEqual({
      id: upload.id,
      object: 'asset',
      status: 'ready',
      filename: 'cat.png',
      content_type: 'image/png',
      bytes: 3,
      created_at: '2026-11-21T04:00:00.000Z',
    });
  });

  it('takes neither a larger file, nor an empty one, nor another kind', async () => {
    const { assets, upload } = await createAssets();
    expect(await post(upload.upload, 'cats')).toBeGreaterThanOrEqual(400);
    expect(await post(upload.upload, '')).toBeGreaterThanOrEqual(400);
    expect(await post(upload.upload, 'cat', 'text/html')).toBeGreaterThanOrEqual(400);
    expect(await assets.show('acme', upload.id)).toMatchObject({ status: 'pending' });
  });

  it('knows nothing of another owner’s asset', async () => {
    const { assets, upload } = await createAssets();
    await expect(assets.show('other', upload.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(assets.ready('other', upload.id, '/image')).rejects.toMatchObject({
      code: 'invalid_media',
    });
  });
});

const deliveryOf = (
  assets: AssetStore,
  mode: 'auto' | 'presigned' | 'inline' = 'auto',
  providerBaseUrl = 'https://provider.test',
) => new MediaDelivery({ assets, mode, providerBaseUrl });
const limits = { kind: 'image', formats: ['png'], maxBytes: 20_000_000 } as const;
/** One medium at `/image`, delivered. */
async function deliver(
  delivery: MediaDelivery,
  value: string,
  purpose: 'vision' | 'video' = 'vision',
) {
  const media = [{ value, pointer: '/image', limits }];
  const delivered = await delivery.deliver({ owner: 'acme', purpose, model: 'qwen', media });
  return { url: delivered.urls.get('/image') ?? '', resolvesOss: delivered.resolvesOss };
}
const putFile = (store: ObjectStore, id: string, bytes: number) =>
  store.writeJson(`uploads/acme/${id}/file`, 'x'.repeat(bytes - 2));

describe('MediaDelivery', () => {
  const passed = [
    ['https://host.example/a.jpg?sig=1', false],
    ['data:image/png;base64,AAAA', false],
    ['oss://dashscope-instant/a.png', true],
  ] as const;
  it.each(passed)('passes %s on as it is', async (value, resolvesOss) => {
    const { assets } = await createAssets();
    expect(await deliver(deliveryOf(assets), value)).toEqual({ url: value, resolvesOss });
  });

  it('sends an upload inline when the provider could not reach our storage', async () => {
    const { store, assets, upload } = await createAssets();
    await putFile(store, upload.id, 5);
    const { url } = await deliver(deliveryOf(assets), `asset:${upload.id}`);
    expect(url).toBe(`data:image/png;base64,${Buffer.from('"xxx"').toString('base64')}`);
  });

  it('signs an address when the provider is on this machine too', async () => {
    const { store, assets, upload } = await createAssets();
    await putFile(store, upload.id, 5);
    const delivery = deliveryOf(assets, 'auto', 'http://127.0.0.1:3004');
    const { url } = await deliver(delivery, `asset:${upload.id}`);
    expect(await (await fetch(url)).text()).toBe('"xxx"');
  });

  it.each(['presigned', 'inline'] as const)('does as it is told: %s', async (mode) => {
    const { store, assets, upload } = await createAssets();
    await putFile(store, upload.id, 5);
    const { url } = await deliver(deliveryOf(assets, mode), `asset:${upload.id}`);
    expect(url.startsWith(mode === 'inline' ? 'data:' : storage.url)).toBe(true);
  });

  it('sends what a queued task reads later inline whatever the mode', async () => {
    const { store, assets, upload } = await createAssets();
    await putFile(store, upload.id, 5);
    const delivery = deliveryOf(assets, 'presigned');
    expect((await deliver(delivery, `asset:${upload.id}`, 'video')).url).toMatch(/^data:/);
  });

  it('refuses what cannot travel inside a request', async () => {
    const { store, assets, upload } = await createAssets();
    await putFile(store, upload.id, 7_000_001);
    const attempt = deliver(deliveryOf(assets), `asset:${upload.id}`, 'video');
    await expect(attempt).rejects.toMatchObject({ errors: [{ pointer: '/image' }] });
    const delivery = deliveryOf(assets, 'presigned');
    expect((await deliver(delivery, `asset:${upload.id}`)).url).toMatch(/^http/);
  });

  it.each(['asset:ast_0', 'nonsense', 'http://localhost/x'])('refuses %s', async (value) => {
    const { assets } = await createAssets();
    await expect(deliver(deliveryOf(assets), value)).rejects.toMatchObject({
      code: 'invalid_media',
    });
  });
});
