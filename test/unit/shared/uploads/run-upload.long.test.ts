import { createHash } from 'node:crypto';
import { GetObjectTaggingCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import { toEvent } from '../../../../infra/redrive/to-event.ts';
import { letterDays } from '../../../../shared/dead-letters/dead-letter.ts';
import { runUpload } from '../../../../shared/uploads/run-upload.ts';
import type { UploadEvent } from '../../../../shared/uploads/upload-event.ts';
import { digestOf, originOf } from '../../../../shared/uploads/uploaded-object.ts';
import { startWorlds } from '../../../support/in-process-world.ts';
import {
  createUploadWorld,
  drop,
  fail,
  keysUnder,
  lastJob,
  letters,
  read,
  resultOf,
  rules,
} from './uploads-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

describe('an upload', () => {
  it('becomes a job of its rule, once however often it is told', async () => {
    const world = await worlds.create();
    const event = await drop(world, 'inbox/photos/a b/ü.jpg');
    for (const _ of [1, 2]) await runUpload(world.creator, event);
    expect(world.machine.started).toHaveLength(1);
    expect(await world.work.records.read(lastJob(world))).toMatchObject({
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
    [
      'of ours',
      ({ event }: UploadEvent) => {
        const detail = { ...event.detail, redrive: 'vis_1' };
        return { source: 'upload', event: { ...event, detail } };
      },
      2,
    ],
  ])('is paid for no further time when a letter %s is tried again and again', async (...row) => {
    const [, letterOf, jobs] = row;
    const world = await worlds.create();
    const event = await drop(world, 'inbox/photos/a.jpg');
    await runUpload(world.creator, event);
    for (const id of ['second', 'third']) {
      world.clock.advance((letterDays / 2) * 24 * 3600);
      const told = toEvent(letterOf(event));
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
    const { request } = await world.work.records.read(lastJob(world));
    expect(request.prompt).toBe('Why?');
  });

  it.each(['inbox/photos/a.jpg.request.json', 'inbox/photos/', 'results/photos/a.jpg.json'])(
    'is not what lies at %s',
    async (key) => {
      const world = await worlds.create();
      await runUpload(world.creator, await drop(world, key, '{}'));
      expect(world.machine.started).toEqual([]);
      expect(await keysUnder(world, 'dead-letters/')).toEqual([]);
    },
  );

  it.each([
    ['of no known type', 'inbox/photos/a.txt', 'x', undefined, /no image, video or sound/],
    ['of no kind that its rule’s task takes', 'inbox/photos/a.mp3', 'x', undefined, /takes audio/],
    ['of a rule that is not there', 'inbox/nobody/a.jpg', undefined, undefined, /no upload rule/],
    ['of no rule', 'inbox/a.jpg', undefined, undefined, /under inbox\/<rule>\//],
    ['of an empty rule', 'inbox//a.jpg', undefined, undefined, /under inbox\/<rule>\//],
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
    const [letter = ''] = await letters(world);
    const { id, time: since, detail } = event.event;
    expect(await read(world, letter)).toMatchObject({
      source: 'upload',
      problem: error,
      event: { id, detail: { ...detail, since } },
    });
  });

  it('that fails through our fault says so and is tried again', async () => {
    const world = await worlds.create();
    const event = await drop(world, 'inbox/photos/a.jpg');
    world.machine.fault = { code: 'ServiceUnavailable', status: 503 };
    await expect(runUpload(world.creator, event)).rejects.toThrow();
    const result = 'results/photos/a.jpg.json';
    const error = { code: 'internal_error', detail: expect.stringContaining('not be done yet') };
    expect(await read(world, result)).toMatchObject({ error });
    expect(await keysUnder(world, 'dead-letters/')).toEqual([]);
    world.machine.fault = undefined;
    await runUpload(world.creator, event);
    expect(world.machine.started).toHaveLength(1);
  });

  it.each(['constructor', '__proto__', 'toString'])(
    'of no rule is not taken for one of %s',
    async (name) => {
      const world = await worlds.create();
      await runUpload(world.creator, await drop(world, `inbox/${name}/a.jpg`));
      const error = { detail: expect.stringContaining('There is no upload rule') };
      expect(await resultOf(world, `${name}/a.jpg`)).toMatchObject({ status: 'failed', error });
      expect(await letters(world)).toHaveLength(1);
    },
  );

  it('whose name ends like a word of the language is of no known type', async () => {
    const world = await worlds.create();
    await runUpload(world.creator, await drop(world, 'inbox/photos/a.constructor'));
    expect(await resultOf(world, 'photos/a.constructor')).toMatchObject({ status: 'failed' });
    expect(await letters(world)).toHaveLength(1);
  });

  it('may have a line break in its key', async () => {
    const world = await worlds.create();
    await runUpload(world.creator, await drop(world, 'inbox/photos/a\nb.jpg'));
    expect(world.machine.started).toHaveLength(1);
  });

  it.each([
    [1011, 1, (key: string) => `results/${key.slice('inbox/'.length)}.json`],
    [1012, 0, (key: string) => `results/${key.slice('inbox/'.length)}.json`],
    [1017, 0, (key: string) => `results/${key.slice('inbox/'.length)}.json`],
    [1018, 0, (key: string) => `results/${createHash('sha256').update(key).digest('hex')}.json`],
    [1024, 0, (key: string) => `results/${createHash('sha256').update(key).digest('hex')}.json`],
  ])(
    'whose key has %d bytes makes %d jobs, or says that it is too long',
    async (bytes, jobs, resultKey) => {
      const world = await worlds.create();
      const [start, end] = ['inbox/photos/ü', '.jpg'];
      const key = `${start}${'a'.repeat(bytes - Buffer.byteLength(start + end))}${end}`;
      await runUpload(world.creator, await drop(world, key));
      expect(world.machine.started).toHaveLength(jobs);
      const refused = jobs === 0 ? [resultKey(key)] : [];
      expect(await keysUnder(world, 'results/')).toEqual(refused);
      expect(await letters(world)).toHaveLength(refused.length);
      for (const one of refused) expect(await read(world, one)).toMatchObject({ source: { key } });
    },
  );

  it('that carries tags is taken without them', async () => {
    const world = await worlds.create();
    const event = await drop(world, 'inbox/photos/a.jpg');
    const at = { Bucket: world.work.store.bucket, Key: 'inbox/photos/a.jpg' };
    const Tagging = { TagSet: [{ Key: 'secret', Value: 'yes' }] };
    await world.work.store.client.send(new PutObjectTaggingCommand({ ...at, Tagging }));
    await runUpload(world.creator, event);
    const [file = ''] = (await keysUnder(world, 'uploads/')).filter((key) => key.endsWith('/file'));
    const tags = await world.work.store.client.send(
      new GetObjectTaggingCommand({ ...at, Key: file }),
    );
    expect(tags.TagSet ?? []).toEqual([]);
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
  it('that failed is a result and a dead letter by the object', async () => {
    const world = await createUploadWorld(worlds);
    const event = await drop(world, 'inbox/photos/a.jpg');
    await runUpload(world.creator, event);
    const job = lastJob(world);
    for (const _ of [1, 2]) await fail(world);
    expect(await resultOf(world, 'photos/a.jpg')).toMatchObject({
      status: 'failed',
      source: { key: 'inbox/photos/a.jpg' },
      job: { id: job.id, object: 'vision' },
      error: { code: 'x' },
    });
    const upload = originOf(event.event.detail);
    const letter = `dead-letters/uploads/${upload && digestOf(upload)}/${job.id}.json`;
    expect(await letters(world)).toEqual([letter]);
    expect(await read(world, letter)).toMatchObject({ rule: 'photos', problem: { code: 'x' } });
  });

  it('does not take the place of a later object’s result', async () => {
    const world = await createUploadWorld(worlds);
    const key = 'inbox/photos/a.jpg';
    await runUpload(world.creator, await drop(world, key));
    const first = lastJob(world);
    await runUpload(world.creator, await drop(world, key));
    const second = lastJob(world);
    for (const job of [second, first]) await fail(world, job);
    expect(await resultOf(world, 'photos/a.jpg')).toMatchObject({ job: { id: second.id } });
    expect(await letters(world)).toHaveLength(2);
  });

  it('is not told while it has not come', async () => {
    const world = await createUploadWorld(worlds);
    await runUpload(world.creator, await drop(world, 'inbox/photos/a.jpg'));
    await world.work.announcer.keepOutcome?.(await world.work.records.read(lastJob(world)));
    expect(await keysUnder(world, 'results/')).toEqual([]);
  });
});
