import { afterAll, describe, expect, it } from 'vitest';
import { toEvent } from '../../../../infra/redrive/to-event.ts';
import type { Command } from '../../../../shared/commands/command.ts';
import { runCommand } from '../../../../shared/commands/run-command.ts';
import { eventClaimDays, letterDays } from '../../../../shared/dead-letters/dead-letter.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const eventId = '7c1ab6c0-0000-4000-8000-000000000001';

function command(detail: object, allows: Command['allows'] = { owner: 'acme', owners: [] }) {
  const event = { id: eventId, source: 'shop', 'detail-type': 'video.create', detail } as const;
  return { rule: 'commands', allows, event } as Command;
}

async function letterOf(world: VideoWorld) {
  return (await world.work.store.readJson(keys.deadLetter('commands', eventId)))?.value;
}

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
  ])(
    'is paid once when a letter of it is tried again before it is forgotten: %s',
    async (_, detail) => {
      const world = await worlds.create();
      const seenByBoth = async (one: Command) => {
        await runCommand(world.creator, { ...one, allows: { owner: 'acme', owners: ['beta'] } });
        await runCommand(world.creator, { ...one, allows: { owner: 'other', owners: [] } });
      };
      const first = command(detail);
      await seenByBoth(first);
      for (const letter of [await letterOf(world), { requestPayload: first }]) {
        world.clock.advance((letterDays / 2) * 24 * 3600);
        const told = JSON.parse(toEvent(letter)?.Detail ?? '') as object;
        const again = command(told);
        await seenByBoth({ ...again, event: { ...again.event, id: 'another' } });
      }
      expect(world.machine.started).toHaveLength(1);
      expect(eventClaimDays).toBeGreaterThan(letterDays);
    },
  );

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
