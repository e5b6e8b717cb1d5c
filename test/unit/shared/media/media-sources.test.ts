import { afterAll, describe, expect, it } from 'vitest';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { RecordStore } from '../../../../shared/jobs/record-store.ts';
import type { AllowedSources } from '../../../../shared/media/allowed-sources.ts';
import { AssetStore } from '../../../../shared/media/assets.ts';
import { MediaSources } from '../../../../shared/media/media-sources.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createRecord } from '../../../support/fake-record.ts';
import { createFakeWire } from '../../../support/fake-wire.ts';
import { startStorage } from '../../../support/in-process-storage.ts';

const storage = await startStorage();
afterAll(() => storage.close());

async function setUp(allowed: (other: string) => AllowedSources = () => ({})) {
  const store = await storage.createStore();
  const other = await storage.createStore();
  const clock = createFakeClock();
  const records = new RecordStore(store, clock);
  const assets = new AssetStore(store);
  const sources = new MediaSources({ store, records, assets, allowed: allowed(other.bucket) });
  const find = (value: string, owner = 'acme') =>
    sources.find({ owner, value, pointer: '/image' }).then((source) => {
      if (source.kind !== 'file') throw new Error('an address');
      return source.file;
    });
  return { store, other, records, find };
}

const png = 'image/png';
const bytes = new Uint8Array([1, 2, 3]);

describe('an object of the service’s own bucket', () => {
  it.each(['uploads/acme/x/a b.png', 'videos/acme/vid_1/video.mp4'])('is %s', async (key) => {
    const { store, find } = await setUp();
    await store.writeBytes(key, bytes, png);
    const file = await find(`s3://${store.bucket}/${key}`);
    expect([file.bytes, file.contentType]).toEqual([3, png]);
    expect(await file.read(1, 3)).toEqual(bytes.subarray(1));
    expect(await file.read(3, 3)).toEqual(new Uint8Array());
    expect(await Array.fromAsync(file.stream())).toEqual([bytes]);
  });

  const notTheirs = [
    'uploads/acme2/x/file',
    'uploads/other/x/file',
    'uploads/acm/x',
    'videos/other/vid_1/video.mp4',
    'videos/acme/vid_1/job.json',
    'videos/acme/vid_1/request.json',
    'idempotency/acme/body/1',
    'inbox/photos/a.png',
    'unclaimed/task.mp4',
    'acme/a.png',
  ];
  it.each(notTheirs)('is never %s, which is told as if it did not exist', async (key) => {
    const { store, find } = await setUp();
    await store.writeBytes(key, bytes, png);
    const refusalOf = (value: string) =>
      find(value).then(
        () => 'found',
        (error) => [error.code, error.message.replaceAll(value, '…')],
      );
    const missing = await refusalOf(`s3://${store.bucket}/uploads/acme/nothing`);
    expect(await refusalOf(`s3://${store.bucket}/${key}`)).toEqual(missing);
    expect(missing).toEqual(['invalid_media', expect.stringContaining('no object')]);
  });

  it('is whatever a prefix of it allows to this owner', async () => {
    const { store, find } = await setUp(() => ({ acme: ['inbox/photos/'] }));
    const value = `s3://${store.bucket}/inbox/photos/a.png`;
    await store.writeBytes('inbox/photos/a.png', bytes, png);
    expect((await find(value)).bytes).toBe(3);
    await expect(find(value, 'other')).rejects.toMatchObject({ code: 'invalid_media' });
    await expect(find(value, 'constructor')).rejects.toMatchObject({ code: 'invalid_media' });
  });
});

describe('an object of another bucket', () => {
  it('is there for an owner whose list has its prefix', async () => {
    const { other, find } = await setUp((bucket) => ({ acme: [`s3://${bucket}/in/`] }));
    await other.writeBytes('in/a.png', bytes, png);
    await other.writeBytes('into/a.png', bytes, png);
    expect((await find(`s3://${other.bucket}/in/a.png`)).bytes).toBe(3);
    for (const [value, owner] of [
      [`s3://${other.bucket}/in/a.png`, 'other'],
      [`s3://${other.bucket}/into/a.png`, 'acme'],
      [`s3://${other.bucket}/in/b.png`, 'acme'],
    ] as const)
      await expect(find(value, owner)).rejects.toMatchObject({ code: 'invalid_media' });
  });

  it('is not there when the bucket is not', async () => {
    const { find } = await setUp(() => ({ acme: ['s3://no-such-bucket/in/'] }));
    await expect(find('s3://no-such-bucket/in/a')).rejects.toMatchObject({ code: 'invalid_media' });
  });

  it('is our trouble while S3 has trouble', async () => {
    const wire = createFakeWire();
    const store = await storage.createStore(wire);
    const clock = createFakeClock();
    const sources = new MediaSources({
      ...{ store, records: new RecordStore(store, clock), assets: new AssetStore(store) },
      allowed: { acme: ['s3://foreign/in/'] },
    });
    wire.pass = async () => {
      throw Object.assign(new Error('down'), { $metadata: { httpStatusCode: 503 } });
    };
    const attempt = sources.find({ owner: 'acme', value: 's3://foreign/in/a', pointer: '/image' });
    await expect(attempt).rejects.toThrow('down');
  });
});

describe('a job’s video', () => {
  const output = { bucket: 'b', key: 'k', bytes: 3, sha256: 'x', content_type: 'video/mp4' };
  const job = { owner: 'acme', id: 'vid_1' };
  const states: readonly [string, Partial<JobRecord>, 'file' | 'invalid_media' | 'not_ready'][] = [
    ['is completed', { status: 'completed', phase: 'closed', output }, 'file'],
    ['waits', { status: 'queued', phase: 'admission' }, 'not_ready'],
    ['is rendered', { status: 'in_progress', phase: 'waiting' }, 'not_ready'],
    ['may still be rescued', { status: 'timed_out', phase: 'waiting' }, 'not_ready'],
    ['has failed', { status: 'failed', phase: 'closed' }, 'invalid_media'],
    ['was cancelled', { status: 'cancelled', phase: 'closed' }, 'invalid_media'],
  ];
  it.each(states)('of a job that %s', async (_name, state, outcome) => {
    const { store, records, find } = await setUp();
    await records.create(createRecord({ ...job, ...state }));
    if (state.output) await store.writeBytes(keys.video(job), bytes, 'video/mp4');
    const found = await find('job:vid_1').then(
      () => 'file',
      (error) => error.code,
    );
    expect(found).toBe(outcome);
    const stranger = find('job:vid_1', 'other');
    await expect(stranger).rejects.toMatchObject({ message: '/image: There is no video vid_1.' });
  });

  it('is not there when nobody has made it, or it was deleted', async () => {
    const { records, find } = await setUp();
    await expect(find('job:vid_0')).rejects.toMatchObject({ code: 'invalid_media' });
    await records.create(createRecord({ ...job, status: 'completed', phase: 'closed', output }));
    await expect(find('job:vid_1')).rejects.toMatchObject({ code: 'invalid_media' });
  });
});
