import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runUpload } from '../../../../shared/uploads/run-upload.ts';
import { closeVideo } from '../../../../shared/video/close-video.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import {
  complete,
  createUploadWorld,
  drop,
  fail,
  keysUnder,
  lastJob,
  letters,
  redriven,
  resultOf,
  rules,
} from './uploads-world.ts';

let worlds: Awaited<ReturnType<typeof startWorlds>>;
beforeAll(async () => {
  worlds = await startWorlds();
});
afterAll(() => worlds.close());

const key = 'inbox/films/a.jpg';
const moments = ['before', 'after'] as const;

/** A run that dies at its n-th call to S3, and Lambda's next attempt, by then perhaps under other rules. */
async function runTwice(
  world: VideoWorld,
  n: number,
  moment: (typeof moments)[number],
  { seconds = 60, ...now }: { readonly seconds?: number; readonly rules?: typeof rules } = {},
) {
  const event = await drop(world, key);
  const isDead = killAt(world.wire, n, moment);
  await runUpload(world.creator, event).catch(() => {});
  heal(world.wire);
  world.clock.advance(seconds);
  await runUpload(world.creator, { ...event, ...now });
  return isDead();
}

describe.each(moments)('an upload whose run dies %s a call to S3', (moment) => {
  it.each([60, 25 * 60])(
    'is one job, though another owner has its rule %d s later',
    async (seconds) => {
      const { films } = rules;
      const moved = { films: { ...(films as NonNullable<typeof films>), owner: 'beta' } };
      for (let n = 1, isDead = true; isDead; n += 1) {
        const world = await createUploadWorld(worlds);
        isDead = await runTwice(world, n, moment, { seconds, rules: moved });
        const records = (await keysUnder(world, 'videos/')).filter((one) =>
          one.endsWith('job.json'),
        );
        expect(records).toHaveLength(1);
        expect(new Set(world.machine.started.map(({ name }) => name)).size).toBe(1);
      }
    },
  );

  it('is one job with one result, whichever call that is', async () => {
    let n = 1;
    for (; ; n += 1) {
      const world = await createUploadWorld(worlds);
      const died = await runTwice(world, n, moment);
      expect(world.machine.started, `call ${n}`).toHaveLength(1);
      await complete(world);
      expect(await resultOf(world, 'films/a.jpg')).toMatchObject({ status: 'completed' });
      expect(await letters(world)).toEqual([]);
      if (!died) break;
    }
    expect(n).toBeGreaterThan(10);
  });

  it('when its failure is told has one letter once that is told again', async () => {
    let n = 1;
    for (; ; n += 1) {
      const world = await createUploadWorld(worlds);
      await runUpload(world.creator, await drop(world, key));
      const isDead = killAt(world.wire, n, moment);
      await fail(world).catch(() => {});
      heal(world.wire);
      await closeVideo(world.work, lastJob(world));
      expect(await resultOf(world, 'films/a.jpg'), `call ${n}`).toMatchObject({ status: 'failed' });
      expect(await letters(world)).toHaveLength(1);
      if (!isDead()) break;
    }
    expect(n).toBeGreaterThan(5);
  });
});

describe('an upload whose job cannot be started', () => {
  const unavailable = { code: 'ServiceUnavailable', status: 503 };

  /** The upload, told twice: the first time, a call that comes after the start fails, too. */
  async function unstarted(call: string) {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    world.machine.fault = unavailable;
    let isDenied = false;
    world.wire.pass = async ({ service, what }, send) => {
      isDenied ||= service === 'states';
      if (isDenied && what.startsWith(call)) throw new Error('SlowDown');
      return send();
    };
    await expect(runUpload(world.creator, event)).rejects.toThrow('SlowDown');
    heal(world.wire);
    world.machine.fault = undefined;
    const [marker = ''] = await keysUnder(world, 'open/');
    await runUpload(world.creator, event);
    return { world, job: { owner: 'acme', id: marker.slice('open/'.length) } };
  }

  it('nor given back has a letter as soon as somebody closes it, and one job more when that is tried again', async () => {
    const { world, job } = await unstarted('PutObjectCommand idempotency/');
    expect(world.machine.started).toEqual([]);
    await closeVideo(world.work, job);
    const found = await letters(world);
    expect(found).toHaveLength(1);
    await runUpload(world.creator, await redriven(world, found[0] ?? ''));
    expect(world.machine.started).toHaveLength(1);
    expect(await letters(world)).toEqual([]);
  });

  it('nor closed has another one at the next attempt, and no letter when somebody closes it', async () => {
    const { world, job } = await unstarted('DeleteObject');
    expect(world.machine.started).toHaveLength(1);
    await closeVideo(world.work, job);
    expect(await letters(world)).toEqual([]);
  });
});
