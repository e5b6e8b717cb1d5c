import { afterAll, describe, expect, it } from 'vitest';
import { AssetStore } from '../../../../shared/media/assets.ts';
import { createAsset } from '../../../../shared/media/create-asset.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { startStorage } from '../../../support/in-process-storage.ts';

const storage = await startStorage();
afterAll(() => storage.close());

async function createAssets(bytes = 3) {
  const store = await storage.createStore();
  const assets = new AssetStore(store);
  const request = { filename: 'cat.png', content_type: 'image/png', bytes };
  return {
    store,
    assets,
    upload: await createAsset({ store, clock: createFakeClock() }, 'acme', request),
  };
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
