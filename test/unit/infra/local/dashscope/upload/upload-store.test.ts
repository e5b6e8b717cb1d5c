import { describe, expect, it } from 'vitest';
import { createUploadStore } from '../../../../../../infra/local/dashscope/upload/upload-store.ts';

const owner = { model: 'wan2.6-i2v', account: 'main' };
const clock = { now: () => 0 };

describe('createUploadStore', () => {
  it('lets the oldest uploads go when the room is full', async () => {
    const store = createUploadStore({ clock, maxBytes: 20 });
    for (const key of ['first', 'second', 'third']) {
      await store.put(key, owner, new Uint8Array(10));
    }
    expect(await store.get('first', owner)).toBeUndefined();
    expect(await store.get('second', owner)).toHaveLength(10);
    expect(await store.get('third', owner)).toHaveLength(10);
    await store.close();
  });

  it('has nothing left once it is closed', async () => {
    const store = createUploadStore({ clock });
    await store.put('key', owner, new Uint8Array(10));
    await store.close();
    expect(await store.get('key', owner)).toBeUndefined();
  });
});
