import { afterAll, describe, expect, it } from 'vitest';
import { keys } from '../../../../shared/storage/keys.ts';
import { runUpload } from '../../../../shared/uploads/run-upload.ts';
import { closeVideo } from '../../../../shared/video/close-video.ts';
import { heal } from '../../../support/fake-wire.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import {
  complete,
  createUploadWorld,
  drop,
  fail,
  failure,
  keysUnder,
  lastJob,
  letters,
  recover,
  redriven,
  resultOf,
  rules,
} from './uploads-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const key = 'inbox/films/a.jpg';
const result = 'results/films/a.jpg.json';
const denied = Object.assign(new Error('AccessDenied'), { $metadata: { httpStatusCode: 403 } });

/** A video whose verdict is on record; CloseJob carries it out. */
async function decided(world: VideoWorld) {
  await runUpload(world.creator, await drop(world, key));
  const job = lastJob(world);
  const verdict = { status: 'failed', error: failure } as const;
  await world.work.records.update(job, { type: 'decide', verdict });
  return job;
}

const strangers = ['no JSON', 'null', '{"source": {}, "status": "completed"}'];

describe('a result that is none of ours', () => {
  it.each(strangers)('gives way when a job closes: %j', async (text) => {
    const world = await createUploadWorld(worlds);
    await world.putObject(result, text);
    await closeVideo(world.work, await decided(world));
    expect(await keysUnder(world, 'open/')).toEqual([]);
    expect(await resultOf(world, 'films/a.jpg')).toMatchObject({ status: 'failed' });
    expect(await letters(world)).toHaveLength(1);
  });

  it.each(strangers)('gives way to a refusal: %j', async (text) => {
    const world = await createUploadWorld(worlds);
    await world.putObject('results/films/a.txt.json', text);
    await runUpload(world.creator, await drop(world, 'inbox/films/a.txt', 'x'));
    expect(await resultOf(world, 'films/a.txt')).toMatchObject({ status: 'failed', job: null });
    expect(await letters(world)).toHaveLength(1);
  });
});

describe('a result that cannot be written', () => {
  it('keeps no job from closing, repeats no news, and is written once it can be', async () => {
    const world = await createUploadWorld(worlds);
    const job = await decided(world);
    world.wire.pass = async ({ what }, send) => {
      if (what === `PutObjectCommand ${result}`) throw denied;
      return send();
    };
    for (const _ of [1, 2]) await expect(closeVideo(world.work, job)).rejects.toThrow(denied);
    const names = world.told.map(({ type }) => type);
    expect(names).toEqual(['video.queued', 'video.failed']);
    const { phase, announced } = await world.work.records.read(job);
    expect([phase, announced]).toEqual(['closed', ['queued', 'failed']]);
    heal(world.wire);
    expect(await keysUnder(world, 'open/')).toEqual([keys.open(job.id)]);
    await closeVideo(world.work, job);
    expect(await keysUnder(world, 'open/')).toEqual([]);
    expect(await resultOf(world, 'films/a.jpg')).toMatchObject({ status: 'failed' });
    expect(await letters(world)).toHaveLength(1);
  });
});

describe('of two jobs of one object', () => {
  async function twoJobs() {
    const world = await createUploadWorld(worlds);
    await runUpload(world.creator, await drop(world, key));
    const first = lastJob(world);
    await fail(world, first);
    const [letter = ''] = await letters(world);
    await runUpload(world.creator, await redriven(world, letter));
    return { world, first, second: lastJob(world) };
  }

  it('the one that completed has its result stand, though the later one failed before', async () => {
    const { world, first, second } = await twoJobs();
    await fail(world, second);
    await recover(world, first);
    expect(await resultOf(world, 'films/a.jpg')).toMatchObject({ status: 'completed' });
    expect(await letters(world)).toEqual([]);
  });

  it('the one that completed has its result stand, though the later one fails afterwards', async () => {
    const { world, first, second } = await twoJobs();
    await recover(world, first);
    await fail(world, second);
    expect(await resultOf(world, 'films/a.jpg')).toMatchObject({ job: { id: first.id } });
    expect(await letters(world)).toEqual([]);
  });

  it('the one that completes while the letter of the other is written has that taken back', async () => {
    const world = await createUploadWorld(worlds);
    const { event } = await drop(world, key);
    await runUpload(world.creator, { rules, event });
    const detail = { ...event.detail, redrive: lastJob(world).id };
    let isFirst = true;
    world.wire.pass = async ({ what }, send) => {
      if (isFirst && what.startsWith('PutObjectCommand dead-letters/uploads/')) {
        isFirst = false;
        await runUpload(world.creator, { rules, event: { id: 'again', detail } });
        await complete(world);
      }
      return send();
    };
    await fail(world);
    expect(isFirst).toBe(false);
    expect(await resultOf(world, 'films/a.jpg')).toMatchObject({ status: 'completed' });
    expect(await letters(world)).toEqual([]);
  });
});
