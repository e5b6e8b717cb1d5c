import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resultUrlOf, type Task, Tasks } from '../../../../shared/dashscope/tasks.ts';
import type { ProviderCall } from '../../../../shared/dashscope/transport.ts';

const fixture = (name: string) =>
  JSON.parse(
    readFileSync(new URL(`../../../fixtures/dashscope/${name}.json`, import.meta.url), 'utf8'),
  );
function answering(...bodies: unknown[]) {
  const calls: ProviderCall[] = [];
  const tasks = new Tasks(async (call) => {
    calls.push(call);
    return Response.json(bodies[calls.length - 1] ?? bodies.at(-1));
  });
  return { tasks, calls };
}
const taskWith = (output: object): Task => ({
  output: { task_id: 't', task_status: 'SUCCEEDED', ...output },
});

describe('Tasks', () => {
  const payload = { model: 'wan2.6-t2v', input: { prompt: 'a' }, parameters: {} };

  it.each([true, false])('asks for asynchronous work, oss resolution %s', async (resolvesOss) => {
    const { tasks, calls } = answering(fixture('submit-accepted'));
    const options = { endpoint: 'video-generation', resolvesOss, timeoutSeconds: 60 } as const;
    const { taskId, requestId } = await tasks.submit(payload, options);
    expect(taskId).toBe(fixture('submit-accepted').output.task_id);
    expect(requestId).toBe(fixture('submit-accepted').request_id);
    expect(calls[0]).toMatchObject({
      path: '/api/v1/services/aigc/video-generation/video-synthesis',
      body: payload,
      timeoutSeconds: 60,
    });
    expect(calls[0]?.headers).toEqual({
      'x-dashscope-async': 'enable',
      ...(resolvesOss && { 'x-dashscope-ossresourceresolve': 'enable' }),
    });
  });

  const polls = [
    ['poll-pending', 'PENDING'],
    ['poll-running', 'RUNNING'],
    ['poll-succeeded', 'SUCCEEDED'],
    ['poll-succeeded-figure', 'SUCCEEDED'],
    ['poll-succeeded-with-actual-prompt', 'SUCCEEDED'],
    ['poll-failed', 'FAILED'],
    ['poll-canceled', 'CANCELED'],
    ['poll-unknown', 'UNKNOWN'],
  ] as const;
  it.each(polls)('reads the recorded %s', async (name, status) => {
    const { tasks } = answering(fixture(name));
    expect((await tasks.read('t')).output.task_status).toBe(status);
  });

  it.each(Object.values(fixture('usage')))('reads every recorded usage', async (usage) => {
    const { tasks } = answering({ output: { task_id: 't', task_status: 'SUCCEEDED' }, usage });
    expect((await tasks.read('t')).usage).toEqual(usage);
  });

  it('escapes a task id', async () => {
    const { tasks, calls } = answering(fixture('poll-unknown'));
    await tasks.read('../x?y');
    expect(calls[0]?.path).toBe('/api/v1/tasks/..%2Fx%3Fy');
  });

  it('lists by model, every page, without time filters', async () => {
    const row = (task_id: string) => ({ task_id, model_name: 'm' });
    const { tasks, calls } = answering(
      { data: [row('a')], total_page: 2 },
      { data: [row('b')], total_page: 2 },
    );
    expect((await tasks.list('m')).map(({ task_id }) => task_id)).toEqual(['a', 'b']);
    expect(calls.map(({ path }) => path)).toEqual([
      '/api/v1/tasks/?model_name=m&page_no=1&page_size=100',
      '/api/v1/tasks/?model_name=m&page_no=2&page_size=100',
    ]);
  });

  it('reads the recorded list', async () => {
    const { tasks } = answering(fixture('list'));
    expect((await tasks.list('m')).length).toBe(fixture('list').data.length);
  });

  it.each([{}, { output: {} }, { output: { task_id: '' } }, [], null, 'x'])(
    'calls %j no answer to a submit',
    async (body) => {
      const tasks = new Tasks(async () => Response.json(body));
      const options = { endpoint: 'image2video', resolvesOss: false, timeoutSeconds: 1 } as const;
      await expect(tasks.submit(payload, options)).rejects.toMatchObject({
        code: 'provider_silent',
      });
    },
  );

  it('tells a task that cannot be cancelled from a cancel that failed', async () => {
    const failing = (code: string) =>
      new Tasks(async () => {
        throw Object.assign(new Error('no'), { code });
      });
    expect(await failing('UnsupportedOperation').cancel('t')).toBe(false);
    await expect(failing('provider_silent').cancel('t')).rejects.toThrow('no');
    expect(await answering({ request_id: 'r' }).tasks.cancel('t')).toBe(true);
  });
});

describe('resultUrlOf', () => {
  const url = 'https://h.example/a.mp4?Signature=x';
  const rows = [
    [{ video_url: url }, url],
    [{ results: { video_url: url } }, url],
    [{ results: [{ url }] }, url],
    [{ results: [] }, null],
    [{ results: 'none' }, null],
    [{ video_url: '' }, null],
    [{}, null],
  ] as const;
  it.each(rows)('finds it in %o', (output, found) => {
    expect(resultUrlOf(taskWith(output))).toBe(found);
  });
});
