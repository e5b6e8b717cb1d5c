import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Idempotency } from '../../../../shared/jobs/idempotency.ts';
import { RecordStore } from '../../../../shared/jobs/record-store.ts';
import { createLogger } from '../../../../shared/runtime/logger.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import type { ObjectStore } from '../../../../shared/storage/object-store.ts';
import { createVision } from '../../../../shared/vision/create-vision.ts';
import { runVision } from '../../../../shared/vision/run-vision.ts';
import { showVision } from '../../../../shared/vision/show-vision.ts';
import { createFakeWire, heal, killAt } from '../../../support/fake-wire.ts';
import { startStatesWire } from '../../../support/in-process-aws.ts';
import { type InProcessStorage, startStorage } from '../../../support/in-process-storage.ts';
import { asking, startVision } from './vision-world.ts';

let worlds: Awaited<ReturnType<typeof startVision>>;
let states: Awaited<ReturnType<typeof startStatesWire>>;
let storage: InProcessStorage;
beforeAll(async () => {
  [worlds, states, storage] = await Promise.all([startVision(), startStatesWire(), startStorage()]);
});
afterAll(() => Promise.all([worlds.close(), states.close(), storage.close()]));

/** A vision job that waits for its execution, and what works it off. */
async function setUp() {
  const world = await worlds.create();
  const wire = createFakeWire();
  const store: ObjectStore = await storage.createStore(wire);
  const records = new RecordStore(store, world.clock);
  const { machine, executions } = states.plant();
  const work = { ...world.work, store, records, logger: createLogger(() => {}, {}) };
  const idempotency = new Idempotency(store, world.clock);
  const creator = { ...work, executions, idempotency, timeScale: 1, trustedOrigins: [] };
  const caller = { owner: 'acme', key: 'k', retryCount: 0 };
  const create = () => createVision(creator, caller, 'analyze', asking());
  const { record } = await create();
  return { ...world, wire, store, records, machine, work, record, create };
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
    await inject({ kind: 'status', status: 400, code: 'data_inspection_failed' });
    await runVision(work, record);
    expect(bodies).toHaveLength(1);
    expect((await records.read(record)).verdict).toMatchObject({
      status: 'failed',
      error: { stage: 'submit', maybe_billed: false },
    });
  });
});
