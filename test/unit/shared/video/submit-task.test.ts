import { afterAll, describe, expect, it } from 'vitest';
import { createVideo } from '../../../../shared/video/create-video.ts';
import { VideoCatalogue } from '../../../../shared/video/models/catalogue.ts';
import { prepareSubmit } from '../../../../shared/video/prepare-submit.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import { plantedKey, submitPath } from '../../../support/in-process-provider.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const onSubmit = { method: 'POST', path: submitPath };
const submits = async ({ provider }: VideoWorld) =>
  (await provider.requests()).filter(({ path }) => path === submitPath).length;
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: Error) => error.name,
  );
const intentsIn = async (world: VideoWorld) =>
  Object.keys(await world.dump()).filter((key) => key.startsWith('intents/'));

describe('submitTask', () => {
  it('hands the job over, writes the task down, claims it and settles the intent', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    const output = await submitTask(world.work, job);
    const [task] = await world.provider.tasks();
    const record = await world.work.records.read(job);
    expect(output).toEqual({ phase: 'waiting', task_id: task?.id, wait_seconds: 105 });
    expect(record).toMatchObject({
      phase: 'waiting',
      status: 'queued',
      intent: null,
      submitted_at: '2026-11-21T04:00:00.000Z',
      provider: { task_id: task?.id },
    });
    const stored = await world.dump();
    expect(JSON.parse(stored[`tasks/${task?.id}`] ?? '')).toEqual({ owner: 'acme', id: job.id });
    expect(await intentsIn(world)).toEqual([]);
  });

  it('asks for the model on record, whatever has become the default since', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    const catalogue = new VideoCatalogue({ defaultModels: { t2v: 'wan2.7-t2v' } });
    await submitTask({ ...world.work, catalogue }, job);
    expect(await world.provider.tasks()).toMatchObject([{ model: 'wan2.6-t2v' }]);
  });

  it('sends what a lenient caller was warned of', async () => {
    const world = await worlds.create();
    const caller = { owner: 'acme', retryCount: 0, lenient: true };
    const request = { prompt: 'x'.repeat(1501) };
    const { record } = await createVideo(world.creator, caller, request);
    expect(record.warnings).toMatchObject([{ code: 'text_too_long' }]);
    expect((await submitTask(world.work, record)).phase).toBe('waiting');
  });

  it('asks the provider to look into its own storage for a document too', async () => {
    const world = await worlds.create();
    const media = [{ type: 'file', url: 'oss://dashscope-instant/plan.pdf' }];
    const request = { model: 'wan3.0-video', prompt: 'a', media };
    const caller = { owner: 'acme', retryCount: 0 };
    const { record } = await createVideo(world.creator, caller, request);
    const submit = await prepareSubmit(world.work, record, world.work.media.upload);
    expect(submit.resolvesOss).toBe(true);
  });

  it('only reports where the job stands when it is run again', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    const first = await submitTask(world.work, job);
    expect(await submitTask(world.work, job)).toEqual(first);
    expect(await submits(world)).toBe(1);
  });

  it('sends one submit when two executions run it at the same time', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    const runs = Array.from({ length: 4 }, () => errorOf(submitTask(world.work, job)));
    const names = await Promise.all(runs);
    expect(names.filter((name) => name === 'none').length).toBeGreaterThan(0);
    expect(names.filter((name) => !['none', 'SubmissionUnknown'].includes(name))).toEqual([]);
    expect(await world.provider.tasks()).toHaveLength(1);
  });

  const definiteRefusals = [
    [400, 'InvalidParameter', 'invalid_parameter'],
    [400, 'DataInspectionFailed', 'content_policy'],
    [400, 'IPInfringementSuspect', 'content_policy'],
    [400, 'InvalidURL', 'invalid_media'],
    [400, 'Arrearage', 'provider_misconfigured'],
    [401, 'InvalidApiKey', 'provider_misconfigured'],
    [403, 'AccessDenied', 'provider_misconfigured'],
    [403, 'AllocationQuota.FreeTierOnly', 'provider_misconfigured'],
    [404, 'ModelNotFound', 'invalid_parameter'],
    [409, 'Conflict', 'invalid_parameter'],
    [429, 'CommodityNotPurchased', 'provider_misconfigured'],
    [429, 'PostpaidBillOverdue', 'provider_misconfigured'],
  ] as const;
  it.each(definiteRefusals)('ends the job unbilled after %i %s', async (status, code, ours) => {
    const world = await worlds.create();
    const job = await world.newJob();
    await world.provider.inject({ kind: 'status', status, code }, onSubmit);
    expect(await errorOf(submitTask(world.work, job))).toBe('Refused');
    const record = await world.work.records.read(job);
    expect(record.phase).toBe('closing');
    expect(record.verdict).toMatchObject({
      status: 'failed',
      error: { code: ours, provider_code: code, stage: 'submit', maybe_billed: false },
    });
    expect(await intentsIn(world)).toEqual([]);
    await world.provider.clearFaults();
    expect((await submitTask(world.work, job)).phase).toBe('closing');
    expect(await world.provider.tasks()).toEqual([]);
  });

  const passing = [
    ['a rate limit', { kind: 'status', status: 429, code: 'Throttling.RateQuota' }],
    ['a burst limit', { kind: 'status', status: 429, code: 'Throttling.BurstRate' }],
  ] as const;
  it.each(passing)('may try again after %s, and then makes one task', async (_name, fault) => {
    const world = await worlds.create();
    const job = await world.newJob();
    await world.provider.inject(fault, { ...onSubmit, times: 1 });
    expect(await errorOf(submitTask(world.work, job))).toBe('Throttled');
    const record = await world.work.records.read(job);
    expect(record).toMatchObject({ phase: 'admission', intent: null, verdict: null });
    expect(await intentsIn(world)).toEqual([]);
    expect((await submitTask(world.work, job)).phase).toBe('waiting');
    expect(await world.provider.tasks()).toHaveLength(1);
  });

  it('may try again when no connection could be made', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    world.wire.pass = async (call, send) => {
      if (call.service === 's3') return send();
      throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
    };
    expect(await errorOf(submitTask(world.work, job))).toBe('Throttled');
    expect(await world.work.records.read(job)).toMatchObject({ phase: 'admission', intent: null });
  });

  it('may try again when the stored key could not be read', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    world.secret.fault = { code: 'InternalServiceError', status: 500 };
    expect(await errorOf(submitTask(world.work, job))).toBe('Throttled');
    expect(await world.work.records.read(job)).toMatchObject({ phase: 'admission', intent: null });
  });

  it('may try again when something fails before the intent', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    world.wire.pass = async (call, send) => {
      if (!call.what.endsWith('request.json')) return send();
      throw Object.assign(new Error('denied'), { $metadata: { httpStatusCode: 403 } });
    };
    expect(await errorOf(submitTask(world.work, job))).toBe('Throttled');
    expect(await world.work.records.read(job)).toMatchObject({ phase: 'admission', intent: null });
    expect(await submits(world)).toBe(0);
  });

  it.each([
    ['none is stored', ''],
    ['it is a Coding Plan key', 'sk-sp-0000000000000000'],
  ])('ends the job when there is no usable key because %s', async (_reason, providerKey) => {
    const world = await worlds.create({ providerKey });
    const job = await world.newJob();
    expect(await errorOf(submitTask(world.work, job))).toBe('Refused');
    const { verdict } = await world.work.records.read(job);
    expect(verdict?.error).toMatchObject({ code: 'provider_misconfigured', maybe_billed: false });
    expect(await submits(world)).toBe(0);
  });

  const doubtful = [
    ['the connection dies after the provider accepted', { kind: 'reset_after_accept' }, 1],
    ['the connection dies before the provider accepted', { kind: 'reset_before_accept' }, 0],
    ['500 after accepting', { kind: 'status_after_accept', status: 500 }, 1],
    ['504 after accepting', { kind: 'status_after_accept', status: 504 }, 1],
    ['408 after accepting', { kind: 'status_after_accept', status: 408, code: 'Timeout' }, 1],
    ['503 busy', { kind: 'status', status: 503, code: 'ModelServingError' }, 0],
    ['an answer that is not the provider’s', { kind: 'wrong_body' }, 1],
    ['an answer without a task id', { kind: 'wrong_body', body: '{"output":{}}' }, 1],
  ] as const;
  it.each(doubtful)('never sends the job again after %s', async (_name, fault, made) => {
    const world = await worlds.create();
    const job = await world.newJob();
    await world.provider.inject(fault, onSubmit);
    expect(await errorOf(submitTask(world.work, job))).toBe('SubmissionUnknown');
    await world.provider.clearFaults();
    expect(await errorOf(submitTask(world.work, job))).toBe('SubmissionUnknown');
    expect(await submits(world)).toBe(1);
    expect(await world.provider.tasks()).toHaveLength(made);
    const record = await world.work.records.read(job);
    expect(record).toMatchObject({ phase: 'submitting', verdict: null, intent: {} });
    expect(await intentsIn(world)).toEqual([`intents/wan2.6-t2v/${job.id}`]);
  });

  it('keeps the request id of a failed answer, by which the task can be found', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    await world.provider.inject({ kind: 'status_after_accept', status: 504 }, onSubmit);
    await errorOf(submitTask(world.work, job));
    const { intent } = await world.work.records.read(job);
    expect(intent?.request_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('goes on with the task when the writes after an accepted submit fail', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    let accepted = false;
    world.wire.pass = async (call, send) => {
      if (accepted && call.service === 's3')
        throw Object.assign(new Error('down'), { $metadata: { httpStatusCode: 403 } });
      accepted ||= call.service === 'provider';
      return send();
    };
    const output = await submitTask(world.work, job);
    const [task] = await world.provider.tasks();
    expect(output).toEqual({ phase: 'waiting', task_id: task?.id, wait_seconds: 1 });
  });

  it('gives a job up whose admission deadline has passed, without a submit', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    world.clock.advance(3600);
    expect(await errorOf(submitTask(world.work, job))).toBe('AdmissionExpired');
    const { verdict, phase } = await world.work.records.read(job);
    expect(phase).toBe('closing');
    expect(verdict).toMatchObject({ status: 'timed_out', error: { maybe_billed: false } });
    expect(await submits(world)).toBe(0);
  });

  it('writes the key nowhere', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    const message = `Invalid key ${plantedKey} at https://host/x?Signature=secret`;
    await world.provider.inject({ kind: 'status', status: 401, message }, onSubmit);
    await errorOf(submitTask(world.work, job));
    const seen = JSON.stringify([world.logs, await world.dump()]);
    expect(seen).not.toContain(plantedKey);
    expect(seen).not.toContain('Signature=secret');
  });
});
