import { afterAll, describe, expect, it } from 'vitest';
import type { Command } from '../../../../shared/commands/command.ts';
import { commandDays } from '../../../../shared/commands/command-age.ts';
import { rerunCommand, runCommand } from '../../../../shared/commands/run-command.ts';
import { createAsset } from '../../../../shared/media/create-asset.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { usualModels } from '../../../../shared/vision/models.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import { samplePicture } from '../../infra/local/dashscope/media/sample-media.ts';
import { command, day, redriven } from './commands-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

type Repeat = (world: VideoWorld, first: Command) => Promise<void>;
const creatorOf = ({ creator }: VideoWorld) => ({ ...creator, defaultModels: usualModels });
const again: Repeat = (world, first) => runCommand(creatorOf(world), first);

/** What may have changed since a command became a job, and how it comes again. */
const repeats: readonly (readonly [since: string, Repeat])[] = [
  ['its rule is gone', (world, first) => rerunCommand(creatorOf(world), redriven(first, {}))],
  [
    'its rule allows its owner no more',
    (world, first) => again(world, { ...first, allows: { owner: 'beta', owners: [] } }),
  ],
  [
    'it has grown too old for a job',
    (world, first) => {
      world.clock.advance((commandDays.after + 1) * day);
      return again(world, first);
    },
  ],
];

async function pictureOf({ creator, work }: VideoWorld) {
  const asked = { filename: 'a.png', content_type: 'image/png', bytes: 9 };
  const { id } = await createAsset(creator, 'acme', asked);
  const file = keys.assetFile('acme', id);
  await work.store.writeBytes(file, await samplePicture('png', 300, 300), 'image/png');
  return { file, image: `asset:${id}` };
}

function ofType(type: Command['event']['detail-type'], detail: object): Command {
  const { event, ...rule } = command(detail);
  return { ...rule, event: { ...event, 'detail-type': type } };
}

async function expectOneJob(world: VideoWorld) {
  expect(world.machine.started).toHaveLength(1);
  expect(await world.work.store.listKeys('dead-letters/')).toEqual([]);
  expect(world.logs.at(-1)).toMatch(/command.accepted.*"replayed":true/);
}

describe.each([
  ['by its event', {}],
  ['by a key of its own', { idempotency_key: 'order-7' }],
])('a command that became a job, known %s', (_known, key) => {
  it.each(repeats)('is that job when %s', async (_since, repeat) => {
    const world = await worlds.create();
    const first = command({ ...key, request: { prompt: 'a cat' } });
    await again(world, first);
    await repeat(world, first);
    await expectOneJob(world);
  });

  it('is that job when what it looked at is gone', async () => {
    const world = await worlds.create();
    const { file, image } = await pictureOf(world);
    const first = ofType('vision.analyze', { ...key, request: { image, prompt: 'What?' } });
    await again(world, first);
    await world.work.store.remove(file);
    for (const days of [1, 8]) {
      world.clock.advance(days * day);
      await again(world, first);
    }
    await expectOneJob(world);
  });

  it('is that job when the provider has forgotten the task that it adopted', async () => {
    const world = await worlds.create();
    const task_id = await world.provider.submitElsewhere('a cat');
    const first = command({ ...key, request: { task_id } });
    world.machine.fault = { code: 'ServiceUnavailable', status: 503 };
    await expect(again(world, first)).rejects.toThrow();
    world.machine.fault = undefined;
    world.machine.started.length = 0;
    world.clock.advance(2 * day);
    await rerunCommand(creatorOf(world), redriven(first));
    await expectOneJob(world);
  });
});

describe('a command for an owner that nobody could have', () => {
  it.each(['../acme', 'a'.repeat(2000)])('is refused: %s', async (owner) => {
    const world = await worlds.create();
    await again(world, command({ owner, request: { prompt: 'a cat' } }));
    expect(await world.work.store.listKeys('dead-letters/')).toHaveLength(1);
  });
});
