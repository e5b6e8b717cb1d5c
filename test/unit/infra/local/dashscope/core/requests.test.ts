import { describe, expect, it } from 'vitest';
import {
  createVirtualTwin,
  fixture,
  framesPath,
  keys,
  shapeOf,
  textRequest,
} from '../virtual-twin.ts';

const videoPath = '/api/v1/services/aigc/video-generation/video-synthesis';
const chatPath = '/compatible-mode/v1/chat/completions';
const tooMuch = 'x'.repeat(20 * 1024 * 1024);

describe('authentication', () => {
  it.each([
    ['no key', null, 'No API-key provided.'],
    ['an unknown key', 'sk-somebody-elses', 'Invalid API-key provided.'],
    ['a Coding Plan key', 'sk-sp-0000000000000000', 'Invalid API-key provided.'],
  ])('refuses %s in native words', async (_name, key, message) => {
    const response = await createVirtualTwin().submit(textRequest(), { key });
    expect(response.status).toBe(401);
    const body = await response.json();
    expect(body).toMatchObject({ code: 'InvalidApiKey', message });
    expect(shapeOf(body)).toEqual(shapeOf(fixture('error-native')));
  });

  it('refuses in OpenAI words on the compatible paths', async () => {
    const response = await createVirtualTwin().post(chatPath, {}, { key: 'sk-wrong' });
    const body = await response.json();
    expect(response.status).toBe(401);
    expect(body).toMatchObject({ error: (fixture('error-compatible') as { error: object }).error });
    expect(shapeOf(body)).toEqual(shapeOf(fixture('error-compatible')));
  });

  it('refuses a Coding Plan key even when it is configured', async () => {
    const twin = createVirtualTwin({ keys: { plan: 'sk-sp-000' } });
    expect((await twin.submit(textRequest(), { key: 'sk-sp-000' })).status).toBe(401);
  });
});

describe('bad requests', () => {
  it.each([
    ['an unknown native path', 'GET', '/api/v1/nothing', undefined, 404, 'NotFound'],
    ['a wrong method', 'GET', videoPath, undefined, 400, 'InvalidParameter'],
    ['a wrong method on a poll', 'DELETE', '/api/v1/tasks/1', undefined, 400, 'InvalidParameter'],
    ['malformed JSON', 'POST', videoPath, '{"model":', 400, 'BadRequest.IllegalInput'],
    ['JSON that is no object', 'POST', videoPath, '[1]', 400, 'BadRequest.IllegalInput'],
    ['an empty body', 'POST', videoPath, undefined, 400, 'InvalidParameter'],
    ['a 20 MB body', 'POST', videoPath, tooMuch, 400, 'BadRequest.TooLarge'],
    ['a path that cannot be decoded', 'GET', '/api/v1/tasks/%ff/%', undefined, 404, 'NotFound'],
  ])('answers %s with the native error', async (_name, method, path, body, status, code) => {
    const twin = createVirtualTwin();
    const response = await twin.send(path, { method, body });
    expect(response.status).toBe(status);
    const answer = await response.json();
    expect(answer).toMatchObject({ code });
    expect(shapeOf(answer)).toEqual(shapeOf(fixture('error-native')));
    expect(twin.reported).toEqual([]);
  });

  it.each([
    ['an unknown path', 'GET', '/compatible-mode/v1/nothing', undefined, 404, 'NotFound'],
    ['a wrong method', 'PUT', chatPath, '{}', 400, 'invalid_parameter_error'],
    ['malformed JSON', 'POST', chatPath, '{', 400, 'invalid_parameter_error'],
    ['a 20 MB body', 'POST', chatPath, tooMuch, 400, 'invalid_parameter_error'],
  ])('answers %s with the compatible error', async (_name, method, path, body, status, code) => {
    const response = await createVirtualTwin().send(path, { method, body });
    expect(response.status).toBe(status);
    const answer = await response.json();
    expect(answer).toMatchObject({ error: { code } });
    expect(shapeOf(answer)).toEqual(shapeOf(fixture('error-compatible')));
  });

  it('names the method that is not supported', async () => {
    const response = await createVirtualTwin().send(videoPath);
    expect(await response.json()).toMatchObject({
      message: "Request method 'GET' is not supported.",
    });
  });

  it('checks the key before the method and the body', async () => {
    const response = await createVirtualTwin().send(videoPath, {
      method: 'PUT',
      body: '{',
      key: null,
    });
    expect(response.status).toBe(401);
  });
});

describe('headers', () => {
  it('are those of the gateway, with the request id of the body', async () => {
    const response = await createVirtualTwin().submit(textRequest());
    const { request_id } = (await response.json()) as { request_id: string };
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/json',
      'x-request-id': request_id,
      'x-dashscope-call-gateway': 'true',
      'req-cost-time': '0',
      'req-arrive-time': String(Date.UTC(2026, 10, 21, 4)),
      'resp-start-time': String(Date.UTC(2026, 10, 21, 4)),
      server: 'istio-envoy',
    });
  });

  it('never tell when to retry', async () => {
    const twin = createVirtualTwin();
    const answers = await Promise.all(Array.from({ length: 6 }, () => twin.submit(textRequest())));
    const refused = answers.find(({ status }) => status === 429);
    expect([...(refused?.headers.keys() ?? [])].filter((name) => /retry|limit/.test(name))).toEqual(
      [],
    );
  });
});

describe('keys', () => {
  it('share one account: a task is visible whichever key submitted it', async () => {
    const twin = createVirtualTwin();
    const id = await twin.accept(textRequest());
    const response = await twin.send(`/api/v1/tasks/${id}`, { key: keys.second });
    expect(await response.json()).toMatchObject({
      output: { task_id: id, task_status: 'RUNNING' },
    });
  });

  it('share the rate limits of the account', async () => {
    const twin = createVirtualTwin();
    const key = (index: number) => (index % 2 ? keys.first : keys.second);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => twin.submit(textRequest(), { key: key(index) })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
  });
});

describe('endpoints', () => {
  it('refuse the models of the other one', async () => {
    const response = await createVirtualTwin().submit(textRequest(), { path: framesPath });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: 'InvalidParameter',
      message: 'url error, please check url！',
    });
  });
});
