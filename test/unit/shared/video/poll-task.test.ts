import { afterAll, describe, expect, it } from 'vitest';
import { pollTask } from '../../../../shared/video/poll-task.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

async function waitingJob(prompt = 'a cat', options: { timeScale?: number } = {}) {
  const world = await worlds.create(options);
  const job = await world.newJob(prompt);
  await submitTask(world.work, job);
  return { world, job };
}
/** The provider answers its next polls with this body. */
const answerPolls = (world: VideoWorld, output: object, rest: object = {}) =>
  world.provider.inject(
    { kind: 'wrong_body', body: JSON.stringify({ request_id: 'r', output, ...rest }) },
    { method: 'GET', path: '/api/v1/tasks/' },
  );

describe('pollTask', () => {
  const statuses = [
    ['PENDING', 'waiting', 'queued'],
    ['RUNNING', 'waiting', 'in_progress'],
    ['SUSPENDED', 'waiting', 'queued'],
    ['UNKNOWN', 'waiting', 'queued'],
    ['SUCCEEDED', 'archiving', 'in_progress'],
    ['FAILED', 'closing', 'queued'],
    ['CANCELED', 'closing', 'queued'],
  ] as const;
  it.each(statuses)('takes %s to phase %s, status %s', async (task_status, phase, status) => {
    const { world, job } = await waitingJob();
    await answerPolls(world, { task_id: 'any', task_status });
    expect((await pollTask(world.work, job)).phase).toBe(phase);
    const record = await world.work.records.read(job);
    expect(record).toMatchObject({ phase, status });
    expect(record.provider.task_status).toBe(task_status === 'UNKNOWN' ? null : task_status);
  });

  const failures = [
    ['DataInspectionFailed', 'content_policy', false],
    ['InvalidFile.Duration', 'invalid_media', false],
    ['InvalidParameter', 'invalid_parameter', false],
    ['InternalError.Timeout', 'provider_error', true],
    ['ModelServingError', 'provider_error', true],
    [undefined, 'provider_error', false],
  ] as const;
  it.each(failures)('ends the job over %s as %s', async (code, ours, retryable) => {
    const { world, job } = await waitingJob();
    const message = code && 'See https://host/x?Signature=secret';
    await answerPolls(world, { task_id: 'any', task_status: 'FAILED', code, message });
    await pollTask(world.work, job);
    const { verdict } = await world.work.records.read(job);
    expect(verdict?.status).toBe('failed');
    expect(verdict?.error).toMatchObject({
      code: ours,
      provider_code: code ?? null,
      stage: 'render',
      retryable,
      maybe_billed: false,
    });
    expect(verdict?.error?.message).toMatch(code ? /^See https:\/\/host\/x$/ : /gave no reason/);
  });

  const usages = [
    { video_count: 1, duration: 5.0, fps: 30, SR: 720, ratio: '16:9' },
    { video_duration: 5, video_ratio: '832*480', video_count: 1 },
    { duration: 5, SR: '720', audio: true, video_count: 1 },
    { video_duration: 5.2, video_ratio: 'standard' },
    {},
  ];
  it.each(usages)('keeps the usage %o as it came', async (usage) => {
    const { world, job } = await waitingJob();
    await answerPolls(
      world,
      { task_id: 'any', task_status: 'SUCCEEDED', actual_prompt: 'a grey cat' },
      { usage },
    );
    await pollTask(world.work, job);
    const { provider } = await world.work.records.read(job);
    expect(provider).toMatchObject({ usage, actual_prompt: 'a grey cat' });
  });

  const troubles = [
    ['429', { kind: 'status', status: 429, code: 'Throttling.RateQuota' }],
    ['500', { kind: 'status', status: 500 }],
    ['403', { kind: 'status', status: 403, code: 'AccessDenied' }],
    ['a dead connection', { kind: 'reset_before_accept' }],
    ['a page of somebody else', { kind: 'wrong_body' }],
    ['a task too new to be known', { kind: 'unknown_early' }],
  ] as const;
  it.each(troubles)('goes on waiting after %s', async (_name, fault) => {
    const { world, job } = await waitingJob();
    await world.provider.inject(fault, { method: 'GET' });
    const output = await pollTask(world.work, job);
    expect(output.phase).toBe('waiting');
    expect(output.wait_seconds).toBeGreaterThan(0);
  });

  it('writes down a task id that the record missed, and claims it', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    let accepted = false;
    world.wire.pass = async (call, send) => {
      if (accepted && call.service === 's3')
        throw Object.assign(new Error('down'), { $metadata: { httpStatusCode: 403 } });
      accepted ||= call.service === 'provider';
      return send();
    };
    const step = await submitTask(world.work, job);
    world.wire.pass = async (_call, send) => send();
    expect((await world.work.records.read(job)).phase).toBe('submitting');
    const output = await pollTask(world.work, { ...job, step });
    expect(output).toMatchObject({ phase: 'waiting', task_id: step.task_id });
    expect(await world.dump()).toHaveProperty([`tasks/${step.task_id}`]);
  });

  it('says expired at the deadline, and not before', async () => {
    const { world, job } = await waitingJob('a cat [[twin:never_ends]]');
    world.clock.advance(3599);
    expect(await pollTask(world.work, job)).toMatchObject({ phase: 'waiting', wait_seconds: 1 });
    world.clock.advance(1);
    expect((await pollTask(world.work, job)).phase).toBe('expired');
  });

  const lost = [
    [
      '24 hours when the provider does not know it',
      24,
      async (world: VideoWorld) => {
        await answerPolls(world, { task_id: 'any', task_status: 'UNKNOWN' });
      },
    ],
    ['48 hours when the provider still shows it', 48, async () => {}],
  ] as const;
  it.each(lost)('gives a task up as lost after %s', async (_name, hours, prepare) => {
    const { world, job } = await waitingJob('a cat [[twin:never_ends]]');
    await prepare(world);
    const path = await runMachine(world, job);
    const record = await world.work.records.read(job);
    expect(record).toMatchObject({
      status: 'failed',
      error: { code: 'task_lost', maybe_billed: true },
    });
    expect(path).toContain('GiveUpWaiting');
    const took = (world.clock.now().getTime() - new Date(record.created_at).getTime()) / 1000;
    expect(took).toBeGreaterThanOrEqual(hours * 3600);
    expect(took).toBeLessThan(hours * 3600 + 1000);
  });

  it('keeps a result that came late although a poll fails a day after the submit', async () => {
    const late = 23.9 * 3600;
    const { world, job } = await waitingJob(`a cat [[twin:slow_pending seconds=${late}]]`);
    world.clock.advance(late);
    await pollTask(world.work, job);
    world.clock.advance(3600);
    await world.provider.inject({ kind: 'status', status: 429 }, { method: 'GET', times: 1 });
    await pollTask(world.work, job);
    await runMachine(world, job);
    expect((await world.work.records.read(job)).status).toBe('completed');
  });

  it('asks nothing about a job that is past waiting', async () => {
    const { world, job } = await waitingJob();
    world.clock.advance(200);
    const first = await pollTask(world.work, job);
    const before = (await world.provider.requests()).length;
    expect(await pollTask(world.work, job)).toEqual(first);
    expect((await world.provider.requests()).length).toBe(before);
  });

  it('hands out whole scaled seconds when the provider is faster', async () => {
    const { world, job } = await waitingJob('a cat', { timeScale: 33 });
    world.clock.advance(3);
    expect(await pollTask(world.work, job)).toMatchObject({ phase: 'waiting', wait_seconds: 1 });
  });
});
