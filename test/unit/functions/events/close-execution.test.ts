import { afterAll, describe, expect, it } from 'vitest';
import { createHandler } from '../../../../functions/events/close-execution.ts';
import { RecordStore } from '../../../../shared/jobs/record-store.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createRecord } from '../../../support/fake-record.ts';
import { startStorage } from '../../../support/in-process-storage.ts';

const storage = await startStorage();
afterAll(() => storage.close());

async function setUp() {
  const store = await storage.createStore();
  const clock = createFakeClock();
  const handler = createHandler({
    ...{ clock, fetch, log: () => {} },
    environment: {
      MEDIA_BUCKET: store.bucket,
      STATE_MACHINE_ARN: 'arn:aws:states:x',
      EVENT_BUS_NAME: 'bus',
      WEBHOOK_MACHINE_ARN: 'arn:aws:states:y',
    },
    aws: storage.access,
  });
  return { handler, store, records: new RecordStore(store, clock) };
}
/** Everybody knows of it already, so nothing is told. */
const announced = ['queued', 'started', 'failed', 'cancelled'];
const provider = { ...createRecord().provider, task_id: 't' };
const died = (name: string, input: object) => ({
  'detail-type': 'Step Functions Execution Status Change',
  detail: { name, input: JSON.stringify(input), status: 'FAILED', output: null },
});

describe('closeExecution', () => {
  it('closes the job whose task the provider has forgotten, and clears what stood open', async () => {
    const { handler, store, records } = await setUp();
    const submitted_at = '2026-11-20T04:00:00.000Z';
    const job = createRecord({ phase: 'waiting', provider, submitted_at, announced });
    await records.create(job);
    await store.writeJson(keys.open(job.id), {});
    await store.writeJson(keys.request(job), {});
    await handler(died('vid_1', { owner: 'acme', id: 'vid_1' }));
    expect(await records.read(job)).toMatchObject({ phase: 'closed', status: 'failed' });
    const left = Object.keys(await storage.dump(store));
    expect(left).toEqual([keys.task('t'), keys.record(job)]);
  });

  it('leaves the job of the last continuation to the sweep', async () => {
    const { handler, store, records } = await setUp();
    const job = createRecord();
    await records.create(job);
    await store.writeJson(keys.open(job.id), {});
    await handler(died('vid_1-r5', { owner: 'acme', id: 'vid_1' }));
    expect(await records.read(job)).toEqual(job);
    expect(Object.keys(await storage.dump(store))).toContain(keys.open(job.id));
  });

  it('clears what a closed job has left', async () => {
    const { handler, store, records } = await setUp();
    const job = createRecord({ phase: 'closed', status: 'cancelled', announced });
    await records.create(job);
    await store.writeJson(keys.open(job.id), {});
    await handler(died('vid_1', { owner: 'acme', id: 'vid_1' }));
    expect(Object.keys(await storage.dump(store))).toEqual([keys.record(job)]);
    expect((await records.read(job)).status).toBe('cancelled');
  });

  it('does nothing about an execution whose job nobody knows', async () => {
    const { handler, store } = await setUp();
    await handler(died('vid_9', { owner: 'acme', id: 'vid_9' }));
    expect(await storage.dump(store)).toEqual({});
  });

  const strange = [{}, { detail: { name: 'x' } }, died('x', {}), died('x', { owner: '', id: 'y' })];
  it.each(strange)('fails on what is not such an event: %j', async (event) => {
    const { handler } = await setUp();
    await expect(handler(event)).rejects.toThrow();
  });
});
