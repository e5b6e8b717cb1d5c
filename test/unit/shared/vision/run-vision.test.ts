import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeJob } from '../../../../shared/jobs/close-job.ts';
import { Idempotency } from '../../../../shared/jobs/idempotency.ts';
import { RecordStore } from '../../../../shared/jobs/record-store.ts';
import { sweepJobs } from '../../../../shared/jobs/sweep-jobs.ts';
import { createLogger } from '../../../../shared/runtime/logger.ts';
import { type JobReference, keys } from '../../../../shared/storage/keys.ts';
import type { ObjectStore } from '../../../../shared/storage/object-store.ts';
import { createVision } from '../../../../shared/vision/create-vision.ts';
import { describeVision } from '../../../../shared/vision/describe-vision.ts';
import { runVision } from '../../../../shared/vision/run-vision.ts';
import { showVision } from '../../../../shared/vision/show-vision.ts';
import { createFakeWire, heal, killAt } from '../../../support/fake-wire.ts';
import { startEventsWire, startStatesWire } from '../../../support/in-process-aws.ts';
import { type InProcessStorage, startStorage } from '../../../support/in-process-storage.ts';
import { asking, startVision } from './vision-world.ts';

let worlds: Awaited<ReturnType<typeof startVision>>;
let states: Awaited<ReturnType<typeof startStatesWire>>;
let events: Awaited<ReturnType<typeof startEventsWire>>;
let storage: InProcessStorage;
beforeAll(async () => {
  const wires = [startStatesWire(), startEventsWire(), startStorage()] as const;
  [worlds, states, events, storage] = await Promise.all([startVision(), ...wires]);
});
afterAll(() => Promise.all([worlds, states, events, storage].map((one) => one.close())));

/** A vision job that waits for its execution, and what works it off. */
async function setUp(fields: object = {}) {
  const world = await worlds.create();
  const wire = createFakeWire();
  const store: ObjectStore = await storage.createStore(wire);
  const records = new RecordStore(store, world.clock);
  const { machine, executions, deliveries } = states.plant();
  const { fake: news, bus } = events.plant();
  const work = { ...world.work, store, records, logger: createLogger(() => {}, {}) };
  const idempotency = new Idempotency(store, world.clock);
  const creator = { ...work, executions, idempotency, timeScale: 1, trustedOrigins: [] };
  const create = (key = 'k') =>
    createVision(creator, { owner: 'acme', key, retryCount: 0 }, 'analyze', asking(fields));
  const { record } = await create();
  const closer = { ...work, announcer: { bus, deliveries, describe: describeVision } };
  const sweeper = {
    ...{ ...closer, executions, idempotency, timeScale: 1 },
    close: (job: JobReference) => closeJob(closer, job),
    timedOut: { status: 'timed_out', error: null } as const,
  };
  return { ...world, wire, store, records, machine, news, work, record, create, closer, sweeper };
}

describe('a vision job', () => {
  it('is one for every repeat of its request, and has an execution of its own', async () => {
    const { create, record, machine } = await setUp();
    expect(await create()).toMatchObject({ replayed: true, record: { id: record.id } });
    expect(record.id).toMatch(/^vis_/);
    expect(machine.started).toEqual([{ name: record.id, input: { owner: 'acme', id: record.id } }]);
  });

  it('keeps its answer and then says so', async () => {
    const { work, record, records, bodies } = await setUp();
    expect(await runVision(work, record)).toEqual({ phase: 'closing' });
    const decided = await records.read(record);
    expect(decided).toMatchObject({
      status: 'in_progress',
      verdict: { status: 'completed', error: null },
      output: { key: keys.result(record), content_type: 'application/json' },
    });
    const job = await showVision(work, { ...decided, status: 'completed' });
    expect(job).toMatchObject({
      object: 'vision',
      mode: 'analyze',
      output: { result: { s3_uri: expect.stringMatching(/^s3:.*result\.json$/) } },
      result: { id: record.id, object: 'vision.result', text: expect.stringMatching(/./) },
    });
    expect(await runVision(work, record)).toEqual({ phase: 'closing' });
    expect(bodies).toHaveLength(1);
  });

  it('asks again later, as often as it takes, while the provider is too busy', async () => {
    const { work, record, records, inject, clock } = await setUp();
    await inject({ kind: 'status', status: 429, code: 'Throttling.RateQuota' });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(runVision(work, record)).rejects.toMatchObject({ name: 'Throttled' });
      expect((await records.read(record)).phase).toBe('admission');
    }
    clock.advance(3600);
    await runVision(work, record);
    expect((await records.read(record)).verdict).toMatchObject({
      status: 'failed',
      error: { code: 'admission_timeout', maybe_billed: false, retryable: true },
    });
  });

  it('asks for a lost answer once more, and then says that both may have been billed', async () => {
    const { work, record, records, wire, bodies } = await setUp();
    // the answer is there, and the process dies as it is to be kept
    for (const callsBefore of [4, 5]) {
      killAt(wire, callsBefore + 1, 'before');
      await expect(runVision(work, record)).rejects.toThrow();
      heal(wire);
    }
    await runVision(work, record);
    expect(bodies).toHaveLength(2);
    expect((await records.read(record)).verdict).toMatchObject({
      status: 'failed',
      error: { code: 'answer_lost', maybe_billed: true },
    });
  });

  it('remembers a lost answer while it waits for a busy provider', async () => {
    const { work, record, records, wire, inject, clock } = await setUp();
    killAt(wire, 5, 'before');
    await expect(runVision(work, record)).rejects.toThrow();
    heal(wire);
    await inject({ kind: 'status', status: 429, code: 'Throttling.RateQuota' });
    await expect(runVision(work, record)).rejects.toMatchObject({ name: 'Throttled' });
    expect(await records.read(record)).toMatchObject({ phase: 'admission', intent: null });
    clock.advance(3600);
    await runVision(work, record);
    expect((await records.read(record)).verdict).toMatchObject({
      error: { code: 'admission_timeout', maybe_billed: true, retryable: false },
    });
  });

  it('is perhaps billed when it is closed in the middle of waiting after a lost answer', async () => {
    const { closer, records, record } = await setUp();
    for (const change of [
      { type: 'intend', intentId: 'a' },
      { type: 'repeat', intentId: 'b', replaces: 'a' },
      { type: 'withdraw', intentId: 'b' },
    ] as const)
      await records.update(record, change);
    const { error } = await closeJob(closer, record);
    expect(error).toMatchObject({ code: 'internal_error', maybe_billed: true, retryable: false });
  });

  it('that its POST could not start is closed by the next sweep, which tells why', async () => {
    const { create, machine, sweeper, closer, work, records, store, news } = await setUp();
    machine.fault = { code: 'ServiceUnavailable', status: 503 };
    await expect(create('another')).rejects.toThrow();
    machine.fault = undefined;
    machine.started.length = 0;
    expect(await sweepJobs(sweeper)).toMatchObject({ running: 2 });
    const job = machine.started.at(-1)?.input as JobReference;
    expect(await runVision(work, job)).toEqual({ phase: 'closing' });
    await closeJob(closer, job);
    const error = { code: 'internal_error', maybe_billed: false, retryable: true };
    expect(await records.read(job)).toMatchObject({ phase: 'closed', status: 'failed', error });
    expect(news.told).toMatchObject([{ type: 'vision.failed', subject: job.id, data: { error } }]);
    expect(await store.listKeys(keys.open(job.id))).toEqual([]);
  });

  it('is not asked anew, and so never unbilled, when only the repair of its answer is put off', async () => {
    const schema = { type: 'object', required: ['count'] };
    const prompt = 'What? [[chat:unfit_json]]';
    const { work, record, records, inject } = await setUp({ prompt, schema, max_tokens: 2000 });
    await inject(
      { kind: 'status', status: 429, code: 'Throttling.RateQuota' },
      { nth: 2, times: 9 },
    );
    expect(await runVision(work, record)).toEqual({ phase: 'closing' });
    expect((await records.read(record)).verdict).toMatchObject({
      error: { code: 'structured_output_invalid', maybe_billed: true, retryable: false },
    });
  });

  const calls = Array.from({ length: 7 }, (_, index) => index + 1);
  it.each(calls)('ends truthfully when its process dies after call %i', async (n) => {
    const { work, record, records, wire, bodies, store } = await setUp();
    const wasKilled = killAt(wire, n, 'after');
    await runVision(work, record).catch(() => undefined);
    expect(wasKilled()).toBe(true);
    heal(wire);
    await runVision(work, record);
    const { verdict } = await records.read(record);
    expect(verdict?.status).toBe('completed');
    expect(await store.readJson(keys.result(record))).toBeDefined();
    expect(bodies.length).toBeLessThanOrEqual(2);
  });

  it('fails at once when the provider says no', async () => {
    const { work, record, records, inject, bodies } = await setUp();
    const message = 'Input data may contain inappropriate content.';
    await inject({ kind: 'status', status: 400, code: 'data_inspection_failed', message });
    await runVision(work, record);
    expect(bodies).toHaveLength(1);
    expect((await records.read(record)).verdict).toMatchObject({
      status: 'failed',
      error: { stage: 'submit', maybe_billed: false },
    });
  });
});
