import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UploadOrigin } from '../../../../shared/jobs/job-record.ts';
import { isCompleted, writeResult } from '../../../../shared/uploads/upload-result.ts';
import { type InProcessStorage, startStorage } from '../../../support/in-process-storage.ts';

let storage: InProcessStorage;
beforeAll(async () => {
  storage = await startStorage();
});
afterAll(() => storage.close());

const facts = { rule: 'r', key: 'inbox/r/a.png', version_id: null, etag: null, bytes: null };
const resultOf = (source: UploadOrigin) => async () => ({
  ...({ object: 'upload.result', status: 'completed', result: null, error: null } as const),
  ...{ source, job: { id: 'vis_1' } },
});

/** S3 fills the shorter one up with zeros on its right. */
const pairs = [
  ['9F', 'A'],
  ['0055AED6DCD90281E5', '0055AED6DCD90281E6'],
  ['00A', '00A01'],
] as const;

describe('the results of two objects of one key', () => {
  it.each(pairs)('%s has come before %s, whichever is written first', async (earlier, later) => {
    const [first, second] = [earlier, later].map((sequencer) => ({ ...facts, sequencer }));
    if (!first || !second) throw new Error('there are two');
    const store = await storage.createStore();
    expect(await writeResult(store, second, resultOf(second))).toBe('written');
    expect(await writeResult(store, first, resultOf(first))).toBe('of_later_object');
    expect([await isCompleted(store, first), await isCompleted(store, second)]).toEqual([
      false,
      true,
    ]);
    const other = await storage.createStore();
    expect(await writeResult(other, first, resultOf(first))).toBe('written');
    expect(await writeResult(other, second, resultOf(second))).toBe('written');
  });

  it('are those of the same object when their sequencers are of the same worth', async () => {
    const store = await storage.createStore();
    const [short, long] = [
      { ...facts, sequencer: '0A' },
      { ...facts, sequencer: '0A00' },
    ];
    await writeResult(store, short, resultOf(short));
    expect(await isCompleted(store, long)).toBe(true);
  });
});
