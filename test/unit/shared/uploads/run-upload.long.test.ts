import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toEvent } from '../../../../infra/redrive/to-event.ts';
import { letterDays } from '../../../../shared/dead-letters/dead-letter.ts';
import { keepOutcome } from '../../../../shared/uploads/keep-outcome.ts';
import { runUpload } from '../../../../shared/uploads/run-upload.ts';
import type { UploadEvent } from '../../../../shared/uploads/upload-event.ts';
import { describeVision } from '../../../../shared/vision/describe-vision.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';
import { photo } from '../../../support/media.ts';

let worlds: Awaited<ReturnType<typeof startWorlds>>;
beforeAll(async () => {
  worlds = await startWorlds();
});
afterAll(() => worlds.close());

const request = { prompt: 'What is this?' };
const rules: UploadEvent['rules'] = {
  photos: { owner: 'acme', task: 'analyze', request, sidecar: ['prompt'] },
  films: { owner: 'acme', task: 'video', request: { prompt: 'a cat' }, sidecar: [] },
};

let sequence = 0;
function created(key: string, more: { redrive?: string } = {}): UploadEvent {
  sequence += 1;
  const object = { key, size: 3, sequencer: sequence.toString(16).padStart(8, '0') };
  return { rules, event: { id: `event-${sequence}`, detail: { object, ...more } } };
}

/** Puts an object there and gives the event of it. */
async function drop(world: VideoWorld, key: string, bytes: Uint8Array | string = photo()) {
  await world.putObject(key, bytes);
  return created(key);
}

/** An execution is named after its job. */
const startedJob = (world: VideoWorld) => world.machine.started.at(-1)?.name ?? '';
const keysUnder = (world: VideoWorld, prefix: string) => world.work.store.listKeys(prefix);
const read = async (world: VideoWorld, key: string) =>
  (await world.work.store.readJson(key))?.value as Record<string, unknown>;

describe('an upload', () => {
  it('becomes a job of its rule, once however often it is told', async () => {
    const world = await worlds.create();
    const event = await drop(world, 'inbox/photos/a b/ü.jpg');
    for (const _ of [1, 2]) await runUpload(world.creator, event);
    expect(world.machine.started).toHaveLength(1);
    const id = startedJob(world);
    expect(await world.work.records.read({ owner: 'acme', id })).toMatchObject({
      kind: 'vision',
      mode: 'analyze',
      request: { prompt: 'What is this?', image: expect.stringMatching(/^asset:ast_/) },
      upload: { rule: 'photos', key: 'inbox/photos/a b/ü.jpg' },
    });
  });

  it('runs again as a new object, and when it is redriven', async () => {
    const world = await worlds.create();
    const key = 'inbox/photos/a.jpg';
    await runUpload(world.creator, await drop(world, key));
    const again = await drop(world, key);
    await runUpload(world.creator, again);
    const { detail } = again.event;
    const redriven = { rules, event: { id: 'r', detail: { ...detail, redrive: 'letter-1' } } };
    for (const _ of [1, 2]) await runUpload(world.creator, redriven);
    expect(world.machine.started).toHaveLength(3);
  });

  it.each([
    // Lambda died after the job was started
    ['of Lambda', ({ event }: UploadEvent) => ({ requestPayload: { rules: 'e30=', event } }), 1],
    // the job has failed, and is to be made once more
    ['of ours', ({ event }: UploadEvent) => ({ source: 'upload', event }), 2],
  ])('is paid for no further time when a letter %s is tried again and again', async (...row) => {
    const [, letterOf, jobs] = row;
    const world = await worlds.create();
    const event = await drop(world, 'inbox/photos/a.jpg');
    await runUpload(world.creator, event);
    for (const id of ['second', 'third']) {
      world.clock.advance((letterDays / 2) * 24 * 3600);
      const told = toEvent('dead-letters/uploads/x.json', letterOf(event));
      const detail = JSON.parse(told?.Detail ?? '');
      await runUpload(world.creator, { rules, event: { id, detail } });
    }
    expect(world.machine.started).toHaveLength(jobs);
  });

  it('takes from its sidecar what the rule lets it', async () => {
    const world = await worlds.create();
    const event = await drop(world, 'inbox/photos/a.jpg');
    await world.putObject('inbox/photos/a.jpg.request.json', '{"prompt": "Why?"}');
    await runUpload(world.creator, event);
    const id = startedJob(world);
    const { request } = await world.work.records.read({ owner: 'acme', id });
    expect(request.prompt).toBe('Why?');
  });

  it.each([
    'inbox/photos/a.jpg.request.json',
    'inbox/photos/',
    'inbox/a.jpg',
    'results/photos/a.jpg.json',
  ])('is not what lies at %s', async (key) => {
    const world = await worlds.create();
    await runUpload(world.creator, await drop(world, key, '{}'));
    expect(world.machine.started).toEqual([]);
    expect(await keysUnder(world, 'dead-letters/')).toEqual([]);
  });

  it.each([
    ['of no known type', 'inbox/photos/a.txt', 'x', undefined, /no image, video or sound/],
    ['of a rule that is not there', 'inbox/nobody/a.jpg', undefined, undefined, /no upload rule/],
    ['whose sidecar sets too much', 'inbox/photos/a.jpg', undefined, '{"model":"x"}', /lets no/],
    ['whose sidecar is no JSON', 'inbox/photos/a.jpg', undefined, 'x', /not a JSON object/],
  ])('%s leaves an error result and a dead letter', async (_, key, bytes, sidecar, words) => {
    const world = await worlds.create();
    const event = await drop(world, key, bytes);
    if (sidecar) await world.putObject(`${key}.request.json`, sidecar);
    await runUpload(world.creator, event);
    expect(world.machine.started).toEqual([]);
    const resultKey = `results/${key.slice('inbox/'.length)}.json`;
    const error = { detail: expect.stringMatching(words) };
    expect(await read(world, resultKey)).toMatchObject({ status: 'failed', job: null, error });
    const letter = await read(world, `dead-letters/uploads/${event.event.id}.json`);
    expect(letter).toMatchObject({ source: 'upload', problem: error, event: event.event });
  });

  it('that fails through our fault says so and is tried again', async () => {
    const world = await worlds.create();
    const event = await drop(world, 'inbox/photos/a.jpg');
    world.machine.fault = { code: 'ServiceUnavailable', status: 503 };
    await expect(runUpload(world.creator, event)).rejects.toThrow();
    const result = 'results/photos/a.jpg.json';
    expect(await read(world, result)).toMatchObject({ error: { code: 'internal_error' } });
    expect(await keysUnder(world, 'dead-letters/')).toEqual([]);
    world.machine.fault = undefined;
    await runUpload(world.creator, event);
    expect(world.machine.started).toHaveLength(1);
  });

  it('is one job each when two hundred come at once, some of them twice', async () => {
    const world = await worlds.create();
    const names = Array.from({ length: 200 }, (_, index) => `inbox/photos/${index}.jpg`);
    const keys = [...names.slice(1), 'inbox/photos/poison.bin'];
    const events = await Promise.all(keys.map((key) => drop(world, key)));
    const told = [...events, ...events.slice(0, 20)];
    await Promise.all(told.map((event) => runUpload(world.creator, event)));
    expect(world.machine.started).toHaveLength(199);
    expect(await keysUnder(world, 'results/')).toEqual(['results/photos/poison.bin.json']);
    expect(await keysUnder(world, 'dead-letters/')).toHaveLength(1);
  });
});

describe('the end of an upload’s job', () => {
  async function endedJob(world: VideoWorld, key: string) {
    await runUpload(world.creator, await drop(world, key));
    const id = startedJob(world);
    return world.work.records.read({ owner: 'acme', id });
  }
  const failed = { code: 'x', message: 'no', provider_code: null, stage: 'submit' } as const;
  const error = { ...failed, retryable: false, maybe_billed: false };

  it('that failed is a result and a dead letter, which a later success takes back', async () => {
    const world = await worlds.create();
    const { records, store } = world.work;
    const work = { store, records, describe: describeVision };
    const job = await endedJob(world, 'inbox/photos/a.jpg');
    await records.update(job, { type: 'abandon', verdict: { status: 'failed', error } });
    const told = await records.update(job, { type: 'close' });
    for (const _ of [1, 2]) await keepOutcome(work, told);
    expect(await read(world, 'results/photos/a.jpg.json')).toMatchObject({
      status: 'failed',
      source: { key: 'inbox/photos/a.jpg' },
      job: { id: job.id, object: 'vision' },
      error: { code: 'x' },
    });
    const letter = `dead-letters/uploads/${job.id}.json`;
    expect(await read(world, letter)).toMatchObject({ rule: 'photos', problem: { code: 'x' } });
  });

  it('does not take the place of a later object’s result', async () => {
    const world = await worlds.create();
    const { records, store } = world.work;
    const work = { store, records, describe: describeVision };
    const [first, second] = [
      await endedJob(world, 'inbox/photos/a.jpg'),
      await endedJob(world, 'inbox/photos/a.jpg'),
    ];
    for (const job of [second, first]) {
      await records.update(job, { type: 'abandon', verdict: { status: 'failed', error } });
      await keepOutcome(work, await records.update(job, { type: 'close' }));
    }
    const result = await read(world, 'results/photos/a.jpg.json');
    expect(result).toMatchObject({ job: { id: second.id } });
  });

  it('is not told while it has not come', async () => {
    const world = await worlds.create();
    const { records, store } = world.work;
    const job = await endedJob(world, 'inbox/photos/a.jpg');
    await keepOutcome({ store, records, describe: describeVision }, job);
    expect(await keysUnder(world, 'results/')).toEqual([]);
  });
});
