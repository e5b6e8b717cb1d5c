import { afterAll, describe, expect, it } from 'vitest';
import { mayHaveBeenBilled } from '../../../../infra/redrive/describe-letter.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { runUpload } from '../../../../shared/uploads/run-upload.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import {
  createUploadWorld,
  drop,
  fail,
  failure,
  lastJob,
  letters,
  read,
  recover,
  redriven,
} from './uploads-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const key = 'inbox/films/a.jpg';

/** What has happened to the job since its letter was sent. */
const mendings: [what: string, mend: (world: VideoWorld) => Promise<unknown>, why: string][] = [
  ['has come after all', (world) => recover(world, lastJob(world)), 'completed'],
  [
    'has come, and its result is gone by now',
    async (world) => {
      await recover(world, lastJob(world));
      await world.work.store.remove('results/films/a.jpg.json');
    },
    'completed',
  ],
  [
    'has come, and its job is gone by now',
    async (world) => {
      await recover(world, lastJob(world));
      await world.work.store.remove(keys.record(lastJob(world)));
    },
    'completed',
  ],
  [
    'is on its way again',
    async (world) => {
      const record = await world.work.records.read(lastJob(world));
      await world.work.store.writeJson(keys.record(record), { ...record, phase: 'waiting' });
    },
    'under_way',
  ],
];

describe('an upload whose video may have been paid for', () => {
  async function failed() {
    const world = await createUploadWorld(worlds);
    await runUpload(world.creator, await drop(world, key));
    await fail(world, lastJob(world), { ...failure, maybe_billed: true });
    const [letter = ''] = await letters(world);
    return { world, again: await redriven(world, letter) };
  }

  it('is paid for again when that is wanted', async () => {
    const { world, again } = await failed();
    await runUpload(world.creator, again);
    expect(world.machine.started).toHaveLength(2);
  });

  it.each(mendings)('and %s is not paid for again', async (_, mend, why) => {
    const { world, again } = await failed();
    await mend(world);
    await runUpload(world.creator, again);
    expect(world.machine.started).toHaveLength(1);
    expect(world.logs.join()).toMatch(new RegExp(`upload.passed_over.*${why}`));
  });

  it('says so still when the job in its place has failed for nothing', async () => {
    const { world, again } = await failed();
    await runUpload(world.creator, again);
    await fail(world, lastJob(world), failure);
    const found = await Promise.all((await letters(world)).map((letter) => read(world, letter)));
    expect(found.map(mayHaveBeenBilled)).toEqual([true]);
  });

  it('says so still when it is refused as it is tried again', async () => {
    const { world, again } = await failed();
    await world.putObject(`${key}.request.json`, 'no JSON');
    await runUpload(world.creator, again);
    const found = await letters(world);
    expect(found).toHaveLength(1);
    const letter = await read(world, found[0] ?? '');
    expect(letter).toMatchObject({ event: { detail: { maybe_billed: true } } });
    expect(mayHaveBeenBilled(letter)).toBe(true);
  });
});
