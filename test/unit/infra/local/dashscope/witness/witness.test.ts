import { describe, expect, it } from 'vitest';
import { createWitness } from '../../../../../../infra/local/dashscope/witness/witness.ts';
import { createVirtualTwin, textRequest } from '../virtual-twin.ts';

describe('GET /_twin/requests', () => {
  it('tells each request of the provider, in order, without queries and keys', async () => {
    const twin = createVirtualTwin();
    const { output } = await twin.finish(textRequest());
    const { pathname } = new URL(output.video_url ?? '');
    await twin.send(output.video_url ?? '', { key: null });
    await twin.send('/api/v1/nothing', { key: 'sk-wrong' });
    expect(await twin.requests()).toEqual([
      {
        time: '2026-11-21T04:00:00.000Z',
        method: 'POST',
        path: '/api/v1/services/aigc/video-generation/video-synthesis',
        model: 'wan2.6-t2v',
        status: 200,
        key_name: 'first',
      },
      {
        time: '2026-11-21T05:00:00.000Z',
        method: 'GET',
        path: expect.stringMatching(/^\/api\/v1\/tasks\//),
        model: 'wan2.6-t2v',
        status: 200,
        key_name: 'first',
      },
      {
        time: '2026-11-21T05:00:00.000Z',
        method: 'GET',
        path: pathname,
        model: 'wan2.6-t2v',
        status: 200,
        key_name: null,
      },
      {
        time: '2026-11-21T05:00:00.000Z',
        method: 'GET',
        path: '/api/v1/nothing',
        model: null,
        status: 404,
        key_name: null,
      },
    ]);
  });
});

describe('GET /_twin/tasks', () => {
  it('tells what was paid and what was kept', async () => {
    const twin = createVirtualTwin();
    const id = await twin.accept(textRequest('mine'));
    const task = { id, model: 'wan2.6-t2v', prompt: 'mine' };
    expect(await twin.tasks()).toEqual([
      { ...task, status: 'RUNNING', billed_seconds: 0, result_fetched: false },
    ]);
    twin.advance(100);
    const { output } = await twin.poll(id);
    await (await twin.send(output.video_url ?? '')).arrayBuffer();
    expect(await twin.tasks()).toEqual([
      { ...task, status: 'SUCCEEDED', billed_seconds: 5, result_fetched: true },
    ]);
  });

  it('still tells it when the provider has forgotten', async () => {
    const twin = createVirtualTwin();
    const id = await twin.accept(textRequest());
    twin.advance(48 * 3600);
    expect((await twin.poll(id)).output.task_status).toBe('UNKNOWN');
    expect(await twin.tasks()).toMatchObject([{ id, status: 'SUCCEEDED', billed_seconds: 5 }]);
  });
});

describe('POST /_twin/reset', () => {
  it('empties requests, tasks and rate limits', async () => {
    const twin = createVirtualTwin();
    await Promise.all(Array.from({ length: 6 }, () => twin.submit(textRequest())));
    expect((await twin.post('/_twin/reset', undefined, { key: null })).status).toBe(204);
    expect(await twin.requests()).toEqual([]);
    expect(await twin.tasks()).toEqual([]);
    expect((await twin.submit(textRequest())).status).toBe(200);
  });
});

describe('createWitness', () => {
  it('remembers the last requests only', () => {
    const witness = createWitness(3);
    const request = { time: '', method: 'GET', model: null, status: 200, key_name: null };
    for (let index = 0; index < 20; index += 1) witness.record({ ...request, path: `/${index}` });
    expect(witness.requests().map(({ path }) => path)).toEqual(['/17', '/18', '/19']);
  });
});
