import { afterAll, describe, expect, it } from 'vitest';
import { claimantOf } from '../../../../shared/uploads/object-job.ts';
import { runUpload } from '../../../../shared/uploads/run-upload.ts';
import type { UploadEvent } from '../../../../shared/uploads/upload-event.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import {
  complete,
  createUploadWorld,
  drop,
  fail,
  failure,
  forgetClaims,
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
const day = 24 * 3600;

describe('an upload that is told once more when its claim has ended', () => {
  const tellings: [what: string, end: (world: VideoWorld) => Promise<unknown>][] = [
    ['has completed', complete],
    ['has failed, and waits for its letter to be tried again', (world) => fail(world)],
  ];

  it.each(tellings)('makes nothing anew when its job %s', async (_, end) => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    await runUpload(world.creator, event);
    await end(world);
    const [before, left] = [await resultOf(world, 'photos/a.jpg'), await letters(world)];
    world.clock.advance(36 * day);
    await runUpload(world.creator, event);
    expect(world.machine.started).toHaveLength(1);
    expect([await resultOf(world, 'photos/a.jpg'), await letters(world)]).toEqual([before, left]);
  });

  it('makes nothing anew in the place of a job that has another one there', async () => {
    const world = await createUploadWorld(worlds);
    await runUpload(world.creator, await drop(world, key));
    await fail(world);
    const [letter = ''] = await letters(world);
    const again = await redriven(world, letter);
    await runUpload(world.creator, again);
    await fail(world, lastJob(world), { ...failure, maybe_billed: true });
    const left = await letters(world);
    world.clock.advance(36 * day);
    await runUpload(world.creator, again);
    expect(world.machine.started).toHaveLength(2);
    expect(await letters(world)).toEqual(left);
  });

  it('is refused without a letter once it is done, though its rule is gone', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    await runUpload(world.creator, event);
    await complete(world);
    await runUpload(world.creator, { ...event, rules: {} });
    expect(await resultOf(world, 'photos/a.jpg')).toMatchObject({ status: 'completed' });
    expect(await letters(world)).toEqual([]);
  });
});

describe('an upload whose rule has come to be another owner’s', () => {
  const { photos } = rules;
  const others = { photos: { ...(photos as NonNullable<typeof photos>), owner: 'beta' } };

  it('stays its first owner’s, for itself and for its letter', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    await runUpload(world.creator, event);
    await runUpload(world.creator, { ...event, rules: others });
    await fail(world);
    const [letter = ''] = await letters(world);
    const again = await redriven(world, letter);
    for (const now of [others, rules]) await runUpload(world.creator, { ...again, rules: now });
    expect(world.machine.started).toMatchObject([
      { input: { owner: 'acme' } },
      { input: { owner: 'acme' } },
    ]);
    expect(await letters(world)).toEqual([]);
  });

  it('has no other job while its own goes on again', async () => {
    const world = await createUploadWorld(worlds);
    await runUpload(world.creator, await drop(world, 'inbox/films/a.jpg'));
    const job = lastJob(world);
    const { records } = world.work;
    await records.update(job, { type: 'intend', intentId: 'i' });
    await fail(world, job, { ...failure, code: 'submit_lost', maybe_billed: true });
    const [letter = ''] = await letters(world);
    const again = await redriven(world, letter);
    const submittedAt = world.clock.now().toISOString();
    await records.update(job, { type: 'recover', taskId: 't', requestId: null, submittedAt });
    const { films } = rules;
    const moved = { films: { ...(films as NonNullable<typeof films>), owner: 'beta' } };
    await runUpload(world.creator, { ...again, rules: moved });
    expect(world.logs.join()).toContain('under_way');
    expect(world.machine.started).toHaveLength(1);
  });

  it('stays its first owner’s for as long as the claim of its newest job is kept', async () => {
    const world = await createUploadWorld(worlds);
    await runUpload(world.creator, await drop(world, key));
    let again: UploadEvent | undefined;
    for (const days of [8, 2]) {
      await fail(world);
      world.clock.advance(days * day);
      again = await redriven(world, (await letters(world))[0] ?? '');
      await runUpload(world.creator, again);
    }
    await fail(world, lastJob(world), { ...failure, maybe_billed: true });
    world.clock.advance(27 * day);
    await forgetClaims(world);
    if (again) await runUpload(world.creator, { ...again, rules: others });
    expect(world.machine.started).toHaveLength(3);
  });

  it('is the new owner’s when nobody had a job of it', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    await world.putObject(`${key}.request.json`, 'x');
    await runUpload(world.creator, event);
    const [letter = ''] = await letters(world);
    await world.putObject(`${key}.request.json`, '{}');
    const wrong = {
      photos: { ...rules.photos, request: { prompt: 5 } },
    } as unknown as typeof rules;
    await runUpload(world.creator, { ...event, rules: wrong });
    await runUpload(world.creator, { ...(await redriven(world, letter)), rules: others });
    expect(world.machine.started).toMatchObject([{ input: { owner: 'beta' } }]);
  });
});

describe('an upload whose rule is gone', () => {
  it('is not told to have failed while its job goes on', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    await runUpload(world.creator, event);
    await runUpload(world.creator, { ...event, rules: {} });
    expect(await keysUnder(world, 'results/')).toEqual([]);
    expect(await letters(world)).toEqual([]);
  });
});

describe('an upload of which nobody has heard until nobody can know whether it was done', () => {
  it('leaves an error result and a letter, and makes nothing', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    world.clock.advance(33 * day);
    await runUpload(world.creator, event);
    const error = { detail: expect.stringMatching(/Upload it anew/) };
    expect(await resultOf(world, 'photos/a.jpg')).toMatchObject({ status: 'failed', error });
    expect(await letters(world)).toHaveLength(1);
    expect(world.machine.started).toEqual([]);
  });
});

describe('an upload that failed before a later object of its key was done', () => {
  it('is not tried again, though both have the same bytes', async () => {
    const world = await createUploadWorld(worlds);
    await runUpload(world.creator, await drop(world, key));
    await fail(world);
    const [letter = ''] = await letters(world);
    await runUpload(world.creator, await drop(world, key));
    await complete(world);
    await runUpload(world.creator, await redriven(world, letter));
    expect(world.machine.started).toHaveLength(2);
    expect(world.logs.join()).toContain('superseded');
  });
});

describe('an upload that comes twice at the same time', () => {
  it('is not called gone by the slower run when the quicker one has done it', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    let isFirst = true;
    world.wire.pass = async ({ what }, send) => {
      if (isFirst && what === `HeadObjectCommand ${key}`) {
        isFirst = false;
        await runUpload(world.creator, event);
        await complete(world);
        for (const done of [key, 'results/photos/a.jpg.json']) await world.work.store.remove(done);
      }
      return send();
    };
    await runUpload(world.creator, event);
    expect(isFirst).toBe(false);
    expect(world.logs.join()).not.toContain('upload.given_up');
    expect(await resultOf(world, 'photos/a.jpg')).toMatchObject({ status: 'completed' });
    expect(await letters(world)).toEqual([]);
    expect(world.machine.started).toHaveLength(1);
  });

  it('is not called unfinished by a run that cannot look what became of it', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    await runUpload(world.creator, event);
    await complete(world);
    await world.work.store.remove('results/photos/a.jpg.json');
    world.wire.pass = async ({ what }, send) => {
      if (what.includes('idempotency/')) throw new Error('SlowDown');
      return send();
    };
    await expect(runUpload(world.creator, event)).rejects.toThrow('SlowDown');
    expect(await keysUnder(world, 'results/')).toEqual([]);
  });
});

describe('an upload whose second job has completed', () => {
  it('has no old failure told when its result was taken away and the first event comes once more', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, key);
    await runUpload(world.creator, event);
    const first = lastJob(world);
    await fail(world);
    const [letter = ''] = await letters(world);
    await runUpload(world.creator, await redriven(world, letter));
    await complete(world);
    await world.work.store.remove('results/photos/a.jpg.json');
    await runUpload(world.creator, event);
    await world.work.announcer.keepOutcome?.(await world.work.records.read(first));
    expect(await keysUnder(world, 'results/')).toEqual([]);
    expect(await letters(world)).toEqual([]);
  });
});

describe('an upload whose second job was claimed and never made', () => {
  it('has the failure of the first one told all the same', async () => {
    const world = await createUploadWorld(worlds);
    await runUpload(world.creator, await drop(world, key));
    await fail(world);
    const { upload, id, owner } = await world.work.records.read(lastJob(world));
    const claimant = upload && claimantOf(owner, upload, id);
    if (!claimant) throw new Error('it was uploaded');
    await world.creator.idempotency.admit({ ...claimant, kind: 'vision', body: {} });
    for (const letter of await letters(world)) await world.work.store.remove(letter);
    await fail(world);
    expect(await letters(world)).toHaveLength(1);
  });
});
