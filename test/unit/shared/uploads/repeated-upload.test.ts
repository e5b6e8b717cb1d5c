import { afterAll, describe, expect, it } from 'vitest';
import { keys } from '../../../../shared/storage/keys.ts';
import { runUpload } from '../../../../shared/uploads/run-upload.ts';
import type { UploadEvent } from '../../../../shared/uploads/upload-event.ts';
import { closeVideo } from '../../../../shared/video/close-video.ts';
import { heal } from '../../../support/fake-wire.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import { photo } from '../../../support/media.ts';
import {
  complete,
  createUploadWorld,
  drop,
  fail,
  failure,
  keysUnder,
  lastJob,
  letters,
  redriven,
  resultOf,
  rules,
} from './uploads-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const key = 'inbox/photos/a.jpg';
const unavailable = { code: 'ServiceUnavailable', status: 503 };

const changes: [what: string, change: (world: VideoWorld) => unknown][] = [
  ['the object is gone', (world) => world.work.store.remove(key)],
  ['the object is another one', (world) => world.putObject(key, 'another')],
  [
    'its sidecar was changed for the next one',
    (world) => world.putObject(`${key}.request.json`, '{"prompt": "next"}'),
  ],
];

describe('an upload that is told once more after its job is done', () => {
  it.each(changes)('keeps its result, though %s', async (_, change) => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    await runUpload(world.creator, event);
    await complete(world);
    await change(world);
    await runUpload(world.creator, event);
    expect(await resultOf(world, 'photos/a.jpg')).toMatchObject({ status: 'completed' });
    expect(await letters(world)).toEqual([]);
    expect(world.machine.started).toHaveLength(1);
  });

  it('keeps its result when nothing can be read at that moment', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    await runUpload(world.creator, event);
    await complete(world);
    world.wire.pass = async (call, send) => {
      if (call.what.includes('idempotency/')) throw new Error('SlowDown');
      return send();
    };
    await expect(runUpload(world.creator, event)).rejects.toThrow('SlowDown');
    heal(world.wire);
    expect(await resultOf(world, 'photos/a.jpg')).toMatchObject({ status: 'completed' });
  });

  it('makes nothing anew when its job was deleted', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, 'inbox/films/a.jpg');
    await runUpload(world.creator, event);
    const record = await world.work.records.read(lastJob(world));
    await world.creator.idempotency.forget(record.idempotency_claim ?? '', record.id);
    await world.work.store.remove(keys.record(record));
    await runUpload(world.creator, event);
    expect(world.machine.started).toHaveLength(1);
    expect([await letters(world), await keysUnder(world, 'results/')]).toEqual([[], []]);
    expect(world.logs.join()).toContain('deleted');
  });
});

describe('an upload whose execution cannot be started at once', () => {
  it.each(['photos', 'films'])(
    'leaves one job and no letter when a retry starts it: %s',
    async (rule) => {
      const world = await createUploadWorld(worlds);
      const event = await drop(world, `inbox/${rule}/a.jpg`);
      world.machine.fault = unavailable;
      await expect(runUpload(world.creator, event)).rejects.toThrow();
      expect(await world.work.store.listKeys('open/')).toEqual([]);
      expect(await letters(world)).toEqual([]);
      world.machine.fault = undefined;
      await runUpload(world.creator, event);
      expect(world.machine.started).toHaveLength(1);
      expect(await letters(world)).toEqual([]);
    },
  );
});

describe('an upload that failed', () => {
  async function failed(error = failure): Promise<{ world: VideoWorld; event: UploadEvent }> {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    await runUpload(world.creator, event);
    await fail(world, lastJob(world), error);
    return { world, event };
  }
  const firstLetter = async (world: VideoWorld) => (await letters(world))[0] ?? '';

  it('says in its letter in whose place a job is wanted, and whether it was paid for', async () => {
    const { world, event } = await failed({ ...failure, maybe_billed: true });
    const { id, created_at: since } = await world.work.records.read(lastJob(world));
    const letter = await world.work.store.readJson(await firstLetter(world));
    expect(letter?.value).toMatchObject({
      source: 'upload',
      rule: 'photos',
      problem: { code: 'x', maybe_billed: true },
      event: {
        id,
        detail: { object: event.event.detail.object, redrive: id, maybe_billed: true, since },
      },
    });
  });

  it('runs once for however many times its letter is tried again, and its success takes all letters back', async () => {
    const { world, event } = await failed();
    const again = await redriven(world, await firstLetter(world));
    for (const _ of [1, 2]) await runUpload(world.creator, again);
    // S3 tells of the object once more: that is the job that failed, and has another one in its place
    await runUpload(world.creator, event);
    expect(world.machine.started).toHaveLength(2);
    expect(await letters(world)).toEqual([]);
    await complete(world);
    expect(await letters(world)).toEqual([]);
    await runUpload(world.creator, event);
    expect(await resultOf(world, 'photos/a.jpg')).toMatchObject({ status: 'completed' });
    expect(await letters(world)).toEqual([]);
  });

  it('and is refused when it is tried again stays what is tried next', async () => {
    const { world } = await failed();
    const { created_at: since } = await world.work.records.read(lastJob(world));
    await world.putObject(`${key}.request.json`, 'no JSON');
    await runUpload(world.creator, await redriven(world, await firstLetter(world)));
    const letter = await world.work.store.readJson(await firstLetter(world));
    expect(letter?.value).toMatchObject({ event: { detail: { since } } });
    await world.work.store.remove(`${key}.request.json`);
    expect(await resultOf(world, 'photos/a.jpg')).toMatchObject({ job: { object: 'vision' } });
    await runUpload(world.creator, await redriven(world, await firstLetter(world)));
    expect(world.machine.started).toHaveLength(2);
    expect(await letters(world)).toEqual([]);
  });

  it('does not take the place of a later job’s result when it is told late', async () => {
    const { world } = await failed();
    const first = lastJob(world);
    await runUpload(world.creator, await redriven(world, await firstLetter(world)));
    await complete(world);
    await world.work.announcer.keepOutcome?.(await world.work.records.read(first));
    expect(await resultOf(world, 'photos/a.jpg')).toMatchObject({ status: 'completed' });
    expect(await letters(world)).toEqual([]);
  });
});

describe('objects of a key whose versions are all null', () => {
  it('are told from each other by S3’s counting', async () => {
    const world = await createUploadWorld(worlds);
    for (const last of [1, 2]) {
      const event = await drop(world, key, new Uint8Array([...photo(), last]));
      event.event.detail.object['version-id'] = 'null';
      for (const _ of [1, 2]) await runUpload(world.creator, event);
    }
    expect(world.machine.started).toHaveLength(2);
  });
});

describe('an upload whose video has only timed out so far', () => {
  const error = { ...failure, maybe_billed: true };
  async function timedOut() {
    const world = await createUploadWorld(worlds);
    await runUpload(world.creator, await drop(world, 'inbox/films/a.jpg'));
    const job = lastJob(world);
    const { records, announcer } = world.work;
    await records.update(job, { type: 'intend', intentId: 'i' });
    await records.update(job, { type: 'accept', taskId: 't-1', requestId: 'r' });
    const expired = await records.update(job, {
      type: 'expire',
      verdict: { status: 'timed_out', error },
    });
    await announcer.keepOutcome?.(expired);
    return { world, job };
  }

  it('has a result and no letter while the video may still come', async () => {
    const { world } = await timedOut();
    expect(await resultOf(world, 'films/a.jpg')).toMatchObject({ status: 'timed_out' });
    expect(await letters(world)).toEqual([]);
  });

  it('has a letter when the work is closed without further news', async () => {
    const { world, job } = await timedOut();
    const { records } = world.work;
    await records.update(job, { type: 'announce', names: ['queued', 'started', 'timed_out'] });
    const verdict = { status: 'cancelled', error: null } as const;
    await records.update(job, { type: 'decide', verdict });
    await closeVideo(world.work, job);
    expect(await resultOf(world, 'films/a.jpg')).toMatchObject({ status: 'timed_out' });
    expect(await letters(world)).toHaveLength(1);
  });
});

describe('an object that was overwritten before its turn', () => {
  it('is passed over for the newer one, which has an event of its own', async () => {
    const world = await createUploadWorld(worlds);
    const first = await drop(world, key);
    const second = await drop(world, key, new Uint8Array([...photo(), 0]));
    await runUpload(world.creator, first);
    expect(await world.work.store.listKeys('results/')).toEqual([]);
    expect(await letters(world)).toEqual([]);
    expect(world.logs.join()).toContain('superseded');
    await runUpload(world.creator, { rules, event: second.event });
    expect(world.machine.started).toHaveLength(1);
  });

  it('is passed over even when that happens between two looks at it', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    world.wire.pass = async (call, send) => {
      if (call.what.startsWith('CopyObject'))
        await worlds.storage
          .createStore(undefined, world.work.store.bucket)
          .then((store) => store.writeBytes(key, new Uint8Array(3), 'image/jpeg'));
      return send();
    };
    await runUpload(world.creator, event);
    expect(world.machine.started).toEqual([]);
    expect(await world.work.store.listKeys('results/')).toEqual([]);
  });
});
