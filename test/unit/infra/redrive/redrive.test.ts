import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redrive } from '../../../../infra/redrive/redrive.ts';
import type { ObjectStore } from '../../../../shared/storage/object-store.ts';
import { type InProcessStorage, startStorage } from '../../../support/in-process-storage.ts';
import { startRedriveBus } from '../../../support/redrive-bus.ts';

let storage: InProcessStorage;
let bus: Awaited<ReturnType<typeof startRedriveBus>>;
beforeAll(async () => {
  [storage, bus] = await Promise.all([startStorage(), startRedriveBus()]);
});
afterAll(() => Promise.all([storage.close(), bus.close()]));

const problem = { code: 'invalid_parameter', detail: '/size: vast is none.' };
const given_up_at = '2026-11-21T05:00:00.000Z';
const commandOf = (source: string, time = given_up_at) => {
  const detail = { request: { prompt: source } };
  const event = { id: `of-${source}`, time, source, 'detail-type': 'video.create', detail };
  return { source: 'command', rule: 'commands', given_up_at, problem, event };
};
const { event: lambdas } = commandOf('lambda');
const upload = { id: 'u', detail: { object: { key: 'inbox/r/a.png', sequencer: '1' } } };

/** A letter of each kind, by its key; the last two are nothing that can be sent. */
const letters = {
  'dead-letters/commands/c1.json': commandOf('shop'),
  'dead-letters/commands/c2.json': commandOf('office'),
  'dead-letters/uploads/u1.json': { source: 'upload', given_up_at, problem, event: upload },
  'dead-letters/uploads/billed.json': {
    ...{ source: 'upload', given_up_at, event: upload },
    problem: { code: 'task_lost', message: 'Nobody knows.', maybe_billed: true },
  },
  'aws/lambda/async/f/1': { requestPayload: { rule: 'commands', allows: {}, event: lambdas } },
  'dead-letters/commands/old.json': commandOf('shop', '2026-10-22T04:59:59Z'),
  'dead-letters/commands/refused.json': commandOf('refused'),
  'dead-letters/uploads/old.json': {
    ...{ source: 'upload', given_up_at, problem },
    event: { ...upload, detail: { ...upload.detail, since: '2026-10-22T04:59:59Z' } },
  },
  'dead-letters/uploads/strange.json': { hello: 'world' },
  'dead-letters/webhooks/w1.json': { source: 'webhook', event: {} },
} as const;
type LetterKey = keyof typeof letters;

async function world(...keys: readonly LetterKey[]) {
  const store = await storage.createStore();
  await Promise.all(keys.map((key) => store.writeJson(key, letters[key])));
  bus.taken.length = 0;
  const lines: string[] = [];
  const work = {
    sources: ['dead-letters/commands/', 'dead-letters/uploads/', 'aws/lambda/async/'].map(
      (prefix) => ({ store, prefix }),
    ),
    bus: { client: bus.client, name: 'news' },
    clock: { now: () => new Date(given_up_at) },
    print: (line: string) => lines.push(line),
  };
  return { store, work, lines };
}

const left = (store: ObjectStore) => store.listKeys('');
const all = { prefix: '', onlyList: false, payAgain: false };

describe('redrive', () => {
  it('sends what every letter asked for, on the bus that it was given, and removes the letters', async () => {
    const keys = [
      'dead-letters/commands/c1.json',
      'dead-letters/commands/c2.json',
      'dead-letters/uploads/u1.json',
      'aws/lambda/async/f/1',
    ] as const;
    const { store, work, lines } = await world(...keys);
    await redrive(work, all);
    expect(bus.taken).toMatchObject([
      { EventBusName: 'news', Source: 'qwen-media.redrive', DetailType: 'command.redriven' },
      { DetailType: 'command.redriven', Detail: expect.stringContaining('of-office') },
      { EventBusName: 'news', Source: 'qwen-media.redrive', DetailType: 'Object Created' },
      { DetailType: 'command.redriven', Detail: expect.stringContaining('of-lambda') },
    ]);
    expect(await left(store)).toEqual([]);
    expect(lines).toHaveLength(keys.length);
  });

  it('only lists, with the reasons and without what was asked', async () => {
    const key = 'dead-letters/commands/c1.json';
    const { store, work, lines } = await world(key, 'dead-letters/webhooks/w1.json');
    await redrive(work, { ...all, onlyList: true });
    expect(lines).toEqual([
      `${key}  waits  video.create  ${given_up_at}  invalid_parameter: /size: vast is none.`,
    ]);
    expect(bus.taken).toEqual([]);
    expect(await left(store)).toHaveLength(2);
  });

  it('takes one letter by its key', async () => {
    const { store, work } = await world(
      'dead-letters/commands/c1.json',
      'dead-letters/commands/c2.json',
    );
    await redrive(work, { ...all, prefix: 'dead-letters/commands/c2' });
    expect(bus.taken).toMatchObject([{ Detail: expect.stringContaining('of-office') }]);
    expect(await left(store)).toEqual(['dead-letters/commands/c1.json']);
  });

  it('says so when there is none', async () => {
    const { work, lines } = await world('dead-letters/webhooks/w1.json');
    await redrive(work, all);
    expect(lines).toEqual(['There are no dead letters.']);
  });

  it.each([
    ['command', 'dead-letters/commands/old.json', false],
    ['command', 'dead-letters/commands/old.json', true],
    ['upload', 'dead-letters/uploads/old.json', false],
  ] as const)(
    'leaves a letter of a %s that is of too old an event, and says so: %s, --list %j',
    async (_, key, onlyList) => {
      const { store, work, lines } = await world(key);
      await redrive(work, { ...all, onlyList });
      expect(lines[0]).toContain(
        'stays, its event came more than 30 days ago: have it sent or uploaded anew',
      );
      expect([bus.taken, await left(store)]).toEqual([[], [key]]);
    },
  );

  it('leaves what nobody can try again, without calling it an error', async () => {
    const key = 'dead-letters/uploads/strange.json';
    const { store, work, lines } = await world(key);
    await redrive(work, all);
    expect(lines[0]).toContain('cannot be tried again');
    expect(await left(store)).toEqual([key]);
  });

  it('sends what may have been billed only when it is told to', async () => {
    const key = 'dead-letters/uploads/billed.json';
    const { store, work, lines } = await world(key);
    await redrive(work, all);
    expect(lines[0]).toContain('stays without --pay-again');
    expect([bus.taken, await left(store)]).toEqual([[], [key]]);
    await redrive(work, { ...all, payAgain: true });
    expect(bus.taken).toHaveLength(1);
    expect(await left(store)).toEqual([]);
  });

  it('goes on after a letter that is refused or cannot be read, keeps it and fails in the end', async () => {
    const { store, work, lines } = await world(
      'dead-letters/commands/c1.json',
      'dead-letters/commands/refused.json',
      'dead-letters/uploads/u1.json',
    );
    const broken = 'dead-letters/commands/broken.json';
    await store.client.send(
      new PutObjectCommand({ Bucket: store.bucket, Key: broken, Body: 'a cat' }),
    );
    await expect(redrive(work, all)).rejects.toThrow('2 could not be tried again and stay.');
    expect(bus.taken).toHaveLength(2);
    expect(await left(store)).toEqual([broken, 'dead-letters/commands/refused.json']);
    expect(lines).toContain(`${broken}  not tried again: it is no JSON`);
    expect(lines.join('\n')).toMatch(/refused.json {2}not tried again: MalformedDetail/);
  });
});
