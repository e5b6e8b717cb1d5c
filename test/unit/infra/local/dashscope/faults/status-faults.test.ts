import { describe, expect, it } from 'vitest';
import { errorRows } from '../../../../../../infra/local/dashscope/core/error-rows.ts';
import { createVirtualTwin, fixture, shapeOf, textRequest } from '../virtual-twin.ts';

const chatPath = '/compatible-mode/v1/chat/completions';
const chat = (text = 'hello', stream = false) => ({
  model: 'qwen3.5-plus',
  messages: [{ role: 'user', content: text }],
  stream,
});

describe('status', () => {
  it.each(errorRows)('$status $code is spoken natively', async ({ status, code, message }) => {
    const twin = createVirtualTwin();
    await twin.inject({ kind: 'status', status, code }, { path: 'video-synthesis' });
    const response = await twin.submit(textRequest());
    const body = await response.json();
    expect(response.status).toBe(status);
    expect(body).toMatchObject({ code, message });
    expect(shapeOf(body)).toEqual(shapeOf(fixture('error-native')));
    expect(await twin.tasks()).toEqual([]);
  });

  it.each(errorRows)('$status $code is spoken in OpenAI words', async (row) => {
    const twin = createVirtualTwin();
    await twin.inject({ kind: 'status', status: row.status, code: row.code });
    const response = await twin.post(chatPath, chat());
    const body = await response.json();
    expect(response.status).toBe(row.status);
    expect(body).toMatchObject({ error: { code: row.compatibleCode ?? row.code } });
    expect(shapeOf(body)).toEqual(shapeOf(fixture('error-compatible')));
  });

  it('is one SSE frame when a chat was to be streamed', async () => {
    const twin = createVirtualTwin();
    await twin.inject({ kind: 'status', code: 'DataInspectionFailed' });
    const response = await twin.post(chatPath, chat('hello', true));
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const [, json = ''] = /^data: (.*)\n\n$/s.exec(await response.text()) ?? [];
    expect(JSON.parse(json)).toMatchObject({
      error: { code: 'data_inspection_failed', type: 'data_inspection_failed' },
    });
  });

  it.each([
    [{ status: 429 }, 429, 'Throttling'],
    [{ code: 'Throttling.AllocationQuota' }, 429, 'Throttling.AllocationQuota'],
    [{ status: 503, code: 'InternalError' }, 503, 'InternalError'],
    [{ status: 502 }, 502, 'InternalError'],
    [{}, 500, 'InternalError'],
  ])('finds what %j leaves open', async (details, status, code) => {
    const twin = createVirtualTwin();
    await twin.inject({ kind: 'status', ...details });
    const response = await twin.submit(textRequest());
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  it('says the message it is given', async () => {
    const twin = createVirtualTwin();
    const message = 'Free allocated quota exceeded.';
    await twin.inject({ kind: 'status', code: 'Throttling.AllocationQuota', message });
    expect(await (await twin.submit(textRequest())).json()).toMatchObject({ message });
  });

  it('is spoken as XML by the result host', async () => {
    const twin = createVirtualTwin();
    const { output } = await twin.finish(textRequest());
    await twin.inject({ kind: 'status', status: 500, message: 'a < b' }, { path: '/results/' });
    const response = await twin.send(output.video_url ?? '', { key: null });
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe('application/xml');
    expect(await response.text()).toContain('<Code>InternalError</Code>\n  <Message>a &#60; b');
  });

  it('waits for the key: a caller without one is told so first', async () => {
    const twin = createVirtualTwin();
    await twin.inject({ kind: 'status', status: 500 });
    expect((await twin.submit(textRequest(), { key: null })).status).toBe(401);
  });
});
