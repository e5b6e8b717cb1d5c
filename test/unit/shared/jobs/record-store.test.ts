import { afterAll, describe, expect, it } from 'vitest';
import {
  JobMissingError,
  RecordContendedError,
  RecordStore,
} from '../../../../shared/jobs/record-store.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createRecord } from '../../../support/fake-record.ts';
import { createFakeWire, loseAnswer, type WireCall } from '../../../support/fake-wire.ts';
import { startStorage } from '../../../support/in-process-storage.ts';

const storage = await startStorage();
afterAll(() => storage.close());

const isWrite = ({ what }: WireCall) => what.startsWith('PutObject');

async function createStore() {
  const wire = createFakeWire();
  const store = await storage.createStore(wire);
  const records = new RecordStore(store, createFakeClock());
  const job = createRecord();
  await records.create(job);
  return { wire, store, records, job };
}

describe('RecordStore', () => {
  it('lets exactly one of two rival intents win among many writers', async () => {
    const { records, job } = await createStore();
    const intents = ['one', 'two'].map((intentId) =>
      records.update(job, { type: 'intend', intentId }),
    );
    const others = Array.from({ length: 18 }, (_, n) =>
      records.update(job, { type: 'announce', names: [`event ${n}`] }),
    );
    const seen = await Promise.all(intents);
    await Promise.all(others);
    const winners = new Set(seen.map(({ intent }) => intent?.id));
    const stored = await records.read(job);
    expect(winners.size).toBe(1);
    expect(stored.intent?.id).toBe([...winners][0]);
    expect(stored.timeline.filter(({ event }) => event === 'intend')).toHaveLength(1);
  });

  it('loses no change of writers that meet', async () => {
    const { records, job } = await createStore();
    await records.update(job, { type: 'intend', intentId: 'i' });
    await records.update(job, { type: 'accept', taskId: 't', requestId: null });
    const facts = ['actual_prompt', 'task_status', 'request_id', 'usage'] as const;
    const updates = facts.map((name) => {
      const value = name === 'usage' ? { SR: 720 } : `new ${name}`;
      return records.update(job, { type: 'observe', facts: { [name]: value }, running: false });
    });
    await Promise.all(updates);
    expect((await records.read(job)).provider).toEqual({
      task_id: 't',
      actual_prompt: 'new actual_prompt',
      task_status: 'new task_status',
      request_id: 'new request_id',
      usage: { SR: 720 },
    });
  });

  it('recognises its own write when the answer to it was lost', async () => {
    const { wire, records, job } = await createStore();
    loseAnswer(wire, isWrite);
    const record = await records.update(job, { type: 'intend', intentId: 'mine' });
    expect(record.intent?.id).toBe('mine');
    expect(wire.calls.filter(isWrite).length).toBeGreaterThan(1);
    const stored = await records.read(job);
    expect(stored.timeline.map(({ event }) => event)).toEqual(['create', 'intend']);
  });

  it('leaves a record alone that has moved on meanwhile', async () => {
    const { wire, records, job } = await createStore();
    const error = { code: 'x', message: 'y', stage: 'workflow' } as const;
    const verdict = {
      status: 'failed',
      error: { ...error, provider_code: null, retryable: false, maybe_billed: false },
    } as const;
    let overtaken = false;
    wire.pass = async (call, send) => {
      if (!overtaken && isWrite(call)) {
        overtaken = true;
        await records.update(job, { type: 'abandon', verdict });
      }
      return send();
    };
    const record = await records.update(job, { type: 'intend', intentId: 'late' });
    expect(record).toMatchObject({ phase: 'closing', intent: null });
  });

  it('gives up with an error that may be tried again when it never wins', async () => {
    const { wire, store, records, job } = await createStore();
    let round = 0;
    wire.pass = async (call, send) => {
      if (!isWrite(call)) return send();
      wire.pass = async (_call, inner) => inner();
      round += 1;
      await store.writeJson(keys.record(job), createRecord({ write_id: `w${round}` }));
      const answer = send();
      wire.pass = pass;
      return answer;
    };
    const { pass } = wire;
    const update = records.update(job, { type: 'intend', intentId: 'i' });
    await expect(update).rejects.toBeInstanceOf(RecordContendedError);
    await expect(update).rejects.toMatchObject({ retryable: true, code: 'record_contended' });
  });

  it('tells a missing job from an empty answer', async () => {
    const { records } = await createStore();
    const nobody = { owner: 'acme', id: 'vid_2' };
    expect(await records.find(nobody)).toBeUndefined();
    await expect(records.read(nobody)).rejects.toBeInstanceOf(JobMissingError);
    await expect(records.update(nobody, { type: 'close' })).rejects.toMatchObject({
      code: 'job_missing',
    });
  });

  it('does not create a job twice', async () => {
    const { records, job } = await createStore();
    await records.update(job, { type: 'intend', intentId: 'i' });
    await records.create(job);
    expect((await records.read(job)).phase).toBe('submitting');
  });

  it('keeps members that a later version has written', async () => {
    const { store, records, job } = await createStore();
    await store.writeJson(keys.record(job), { ...job, later_member: { kept: true } });
    await records.update(job, { type: 'intend', intentId: 'i' });
    expect(await records.read(job)).toMatchObject({ later_member: { kept: true } });
  });

  it('refuses a record that is not one', async () => {
    const { store, records, job } = await createStore();
    await store.writeJson(keys.record(job), { ...job, phase: 'dreaming' });
    await expect(records.find(job)).rejects.toThrow();
  });
});
