import { afterAll, describe, expect, it } from 'vitest';
import type { Command } from '../../../../shared/commands/command.ts';
import { rerunCommand, runCommand } from '../../../../shared/commands/run-command.ts';
import { createAsset } from '../../../../shared/media/create-asset.ts';
import { type JobReference, keys } from '../../../../shared/storage/keys.ts';
import { createVideo } from '../../../../shared/video/create-video.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import { command, day, deleteJobs, eventId, expireJobs, redriven } from './commands-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

async function letterOf(world: VideoWorld) {
  return (await world.work.store.readJson(keys.deadLetter('commands', eventId)))?.value;
}

const lettersOf = ({ work }: VideoWorld) => work.store.listKeys('dead-letters/commands/');

describe('a command to make a video', () => {
  it('becomes a job of the rule’s owner, once for all repeats of the event', async () => {
    const world = await worlds.create();
    for (const _ of [1, 2, 3])
      await runCommand(world.creator, command({ request: { prompt: 'a cat' } }));
    expect(world.machine.started).toMatchObject([{ input: { owner: 'acme' } }]);
    expect(await letterOf(world)).toBeUndefined();
  });

  it('is the same job as the HTTP request with its idempotency key', async () => {
    const world = await worlds.create();
    const detail = { idempotency_key: 'order-7', request: { prompt: 'a cat' } };
    await runCommand(world.creator, command(detail));
    const twin = command(detail);
    await runCommand(world.creator, { ...twin, event: { ...twin.event, id: 'another' } });
    expect(world.machine.started).toHaveLength(1);
  });

  it('works for an owner that the rule lets it name', async () => {
    const world = await worlds.create();
    const detail = { owner: 'beta', request: { prompt: 'a cat' } };
    await runCommand(world.creator, command(detail, { owners: ['beta'] }));
    expect(world.machine.started).toMatchObject([{ input: { owner: 'beta' } }]);
  });

  const request = { prompt: 'a cat' };

  it.each([
    ['of the event', { owner: 'beta', request }],
    ['of a key of its own', { owner: 'beta', idempotency_key: 'order-7', request }],
  ])('is paid once, although two rules took it: %s', async (_, detail) => {
    const world = await worlds.create();
    const refusing = command(detail, { owner: 'other', owners: [] });
    await runCommand(world.creator, refusing);
    const letter = (await letterOf(world)) as Command;
    await runCommand(world.creator, command(detail, { owner: 'acme', owners: ['beta'] }));
    await world.work.store.remove(keys.deadLetter('commands', eventId));
    await runCommand(world.creator, refusing);
    const rules = { commands: { owner: 'acme', owners: ['beta'] } };
    for (const days of [7, 20]) {
      world.clock.advance(days * day);
      await rerunCommand(world.creator, redriven(command(letter.event.detail), rules));
    }
    expect(await lettersOf(world)).toEqual([]);
    expect(world.machine.started).toHaveLength(1);
  });

  const keyed = { idempotency_key: 'order-7', request };
  const caller = { owner: 'acme', key: 'order-7', retryCount: 0 };
  const keyedAgain = () => redriven(command(keyed));

  it('leaves its key to other requests after a week, as over HTTP', async () => {
    const world = await worlds.create();
    await runCommand(world.creator, command(keyed));
    const ask = (prompt: string) => createVideo(world.creator, caller, { prompt });
    world.clock.advance(6 * day);
    await expect(ask('a dog')).rejects.toMatchObject({ code: 'idempotency_key_reuse' });
    world.clock.advance(2 * day);
    expect(await ask('a dog')).toMatchObject({ replayed: false });
    await rerunCommand(world.creator, keyedAgain());
    world.clock.advance(8 * day);
    await rerunCommand(world.creator, keyedAgain());
    expect(world.machine.started).toHaveLength(2);
  });

  it.each([
    ['of the event', { request }],
    ['of a key of its own', keyed],
  ])(
    'makes nothing of a late letter whose job was deleted, and leaves no other: %s',
    async (_, detail) => {
      const world = await worlds.create();
      await runCommand(world.creator, command(detail));
      const [job] = world.machine.started as { input: unknown }[];
      await world.work.store.remove(keys.record(job?.input as JobReference));
      for (const days of [1, 20]) {
        world.clock.advance(days * day);
        await runCommand(world.creator, command(detail));
        await rerunCommand(world.creator, redriven(command(detail)));
        expect(await lettersOf(world)).toEqual([]);
        expect(world.logs.at(-1)).toMatch(/command.passed_over.*deleted/);
      }
      expect(world.machine.started).toHaveLength(1);
    },
  );

  it.each([
    ['was deleted', deleteJobs],
    ['is kept no longer', expireJobs],
  ])(
    'that comes with the key of a job that %s is no job, however often it is tried again',
    async (_, takeJobs) => {
      const world = await worlds.create();
      await createVideo(world.creator, caller, request);
      await takeJobs(world);
      world.clock.advance(day);
      await runCommand(world.creator, command(keyed));
      const problem = { code: 'not_found', detail: 'The job of this key was deleted.' };
      expect(await letterOf(world)).toMatchObject({ problem });
      for (const days of [0, 8]) {
        world.clock.advance(days * day);
        await rerunCommand(world.creator, keyedAgain());
        const again = keys.deadLetter('commands', 'another');
        expect((await world.work.store.readJson(again))?.value).toMatchObject({ problem });
        await world.work.store.remove(again);
      }
      expect(world.machine.started).toHaveLength(1);
    },
  );

  it('stays a letter when another request has had its key before it became a job', async () => {
    const world = await worlds.create();
    const asset = { filename: 'a.png', content_type: 'image/png', bytes: 9 };
    const { id } = await createAsset(world.creator, 'acme', asset);
    const detail = { ...keyed, request: { img_url: `asset:${id}` } };
    await runCommand(world.creator, command(detail));
    world.clock.advance(8 * day);
    await createVideo(world.creator, caller, request);
    for (const days of [1, 7]) {
      world.clock.advance(days * day);
      await rerunCommand(world.creator, redriven(command(detail)));
      const letter = await world.work.store.readJson(keys.deadLetter('commands', 'another'));
      expect(letter?.value).toMatchObject({ problem: { code: 'idempotency_key_reuse' } });
      await world.work.store.remove(keys.deadLetter('commands', 'another'));
    }
    expect(world.machine.started).toHaveLength(1);
  });

  it('with a key is made all the same when it could not be started at first', async () => {
    const world = await worlds.create();
    world.machine.fault = { code: 'ServiceUnavailable', status: 503 };
    await expect(runCommand(world.creator, command(keyed))).rejects.toThrow();
    world.machine.fault = undefined;
    world.machine.started.length = 0;
    world.clock.advance(20 * day);
    await rerunCommand(world.creator, keyedAgain());
    expect(world.machine.started).toHaveLength(1);
  });

  it('stays known when a later request with its key cannot be started', async () => {
    const world = await worlds.create();
    await runCommand(world.creator, command(keyed));
    const [first] = world.machine.started;
    world.clock.advance(8 * day);
    world.machine.fault = { code: 'ServiceUnavailable', status: 503 };
    await expect(createVideo(world.creator, caller, { prompt: 'a dog' })).rejects.toThrow();
    world.machine.fault = undefined;
    await rerunCommand(world.creator, keyedAgain());
    expect(world.machine.started.filter(({ name }) => name !== first?.name)).toEqual([]);
  });

  it('with a key is one job, wherever its process dies and however late it is redriven', async () => {
    const jobs = new Set<number>();
    for (let call = 1, wasKilled = true; wasKilled; call += 1) {
      const world = await worlds.create();
      const died = killAt(world.wire, call, 'after');
      await runCommand(world.creator, command(keyed)).catch(() => undefined);
      wasKilled = died();
      heal(world.wire);
      world.clock.advance(20 * day);
      await rerunCommand(world.creator, keyedAgain());
      const records = Object.keys(await world.dump()).filter((key) => key.endsWith('job.json'));
      jobs.add(records.length);
    }
    expect([...jobs]).toEqual([1]);
  });

  const wrong: [why: string, detail: object, allows: Command['allows'], words: RegExp][] = [
    [
      'another owner than the rule’s',
      { owner: 'beta', request },
      { owner: 'acme', owners: [] },
      /not allow/,
    ],
    ['nobody, where the rule has no owner', { request }, { owners: ['beta'] }, /needs an owner/],
    ['no request', {}, { owner: 'acme', owners: [] }, /\/request: This field is required/],
    ['unknown members', { request, rush: true }, { owner: 'acme', owners: [] }, /\/rush/],
    [
      'a wrong field',
      { request: { ...request, seed: 'x' } },
      { owner: 'acme', owners: [] },
      /\/seed/,
    ],
    [
      'a length that no model makes',
      { request: { ...request, duration: 99 } },
      { owner: 'acme', owners: [] },
      /\/duration/,
    ],
  ];
  it.each(wrong)(
    'that names %s is kept as a dead letter and not tried again',
    async (_, detail, allows, words) => {
      const world = await worlds.create();
      await runCommand(world.creator, command(detail, allows));
      expect(world.machine.started).toEqual([]);
      expect(await letterOf(world)).toMatchObject({
        source: 'command',
        rule: 'commands',
        problem: { status: 400, detail: expect.stringMatching(words), request_id: eventId },
        event: { id: eventId, detail },
      });
    },
  );

  it('fails for another attempt when the fault is ours', async () => {
    const world = await worlds.create();
    world.machine.fault = { code: 'ServiceUnavailable', status: 503 };
    await expect(runCommand(world.creator, command({ request }))).rejects.toThrow();
    expect(await letterOf(world)).toBeUndefined();
    world.machine.fault = undefined;
    await runCommand(world.creator, command({ request }));
    expect(world.machine.started).toHaveLength(1);
  });
});
