import { describe, expect, it } from 'vitest';
import { readCall } from '../../../../functions/edge/call.ts';
import type { RouteId } from '../../../../shared/contract/routes.ts';
import type { ServiceError } from '../../../../shared/contract/service-error.ts';
import { createProxyEvent } from '../../../support/fake-gateway.ts';

const logger = { info: () => {}, error: () => {}, measure: () => {} };
const read = (id: RouteId, call: Parameters<typeof createProxyEvent>[0] = {}) =>
  readCall(id, createProxyEvent(call), logger);
function refusalOf(id: RouteId, call: Parameters<typeof createProxyEvent>[0]): ServiceError {
  try {
    read(id, call);
  } catch (error) {
    return error as ServiceError;
  }
  throw new Error('the call was taken');
}
const video = (body: unknown) => ({ body: JSON.stringify(body) });

describe('readCall', () => {
  it('gives owner, request id and the checked body', () => {
    expect(read('createVideo', video({ prompt: 'a cat' }))).toMatchObject({
      ...{ owner: 'acme', requestId: 'req-1', body: { prompt: 'a cat' } },
    });
  });

  it('reads a body that API Gateway has encoded', () => {
    const body = Buffer.from('{"prompt":"猫"}').toString('base64');
    const call = read('createVideo', { body, isBase64Encoded: true });
    expect(call.body).toEqual({ prompt: '猫' });
  });

  const strangers = [
    { owner: null },
    { owner: '' },
    { apiKeyId: null },
    { apiKeyId: '' },
    { owner: null, apiKeyId: null },
  ];
  it.each(strangers)('does not believe %o', (caller) => {
    const call = { ...caller, ...video({ prompt: 'a cat' }) };
    expect(refusalOf('createVideo', call)).toMatchObject({ code: 'unauthorized', status: 401 });
  });

  it('looks at the caller before anything else', () => {
    expect(refusalOf('createVideo', { owner: null, body: '{' }).code).toBe('unauthorized');
  });

  it('asks nobody who they are on an open route', () => {
    expect(read('getHealth', { owner: null, apiKeyId: null }).owner).toBe('');
  });

  const bodies = [
    ['nothing', null, 'invalid_json'],
    ['half an object', '{"prompt":', 'invalid_json'],
    ['bytes that are no text', '\u0000', 'invalid_json'],
    ['text', '"a cat"', 'invalid_parameter'],
    ['a list', '[]', 'invalid_parameter'],
    ['null', 'null', 'invalid_parameter'],
  ] as const;
  it.each(bodies)('refuses %s as a body', (_name, body, code) => {
    expect(refusalOf('createVideo', { body })).toMatchObject({ code, status: 400 });
  });

  it('tells everything that is wrong at once, with pointers', () => {
    const body = {
      ...{ prompt: 7, image: 'http://localhost/a.jpg', colour: 'red', 'a/b~c': 1 },
      ...{ fps: 99 },
    };
    const { errors, code, message } = refusalOf('analyzeVision', video(body));
    const found = Object.fromEntries(errors.map((error) => [error.pointer, error.code]));
    expect(found).toEqual({
      '/prompt': 'invalid_parameter',
      '/image': 'invalid_media',
      '/colour': 'invalid_parameter',
      '/a~1b~0c': 'invalid_parameter',
      '/fps': 'invalid_parameter',
    });
    expect(code).toBe('invalid_parameter');
    for (const { pointer } of errors) expect(message).toContain(`${pointer}: `);
  });

  it('hands over what can be read, and what is wrong, to a route that tells it with its own', () => {
    const body = { prompt: 7, duration: 5, 'a/b~c': 1, metadata: { key: 5, other: 'x' } };
    const call = read('createVideo', video(body));
    expect(call.body).toEqual({ duration: 5 });
    expect(call.problems.map(({ pointer }) => pointer).sort()).toEqual([
      '/a~1b~0c',
      '/metadata/key',
      '/prompt',
    ]);
    expect(read('createVideo', video({ prompt: 'a' })).problems).toEqual([]);
  });

  it('takes the code of the fields when they agree', () => {
    const { code } = refusalOf('analyzeVision', video({ prompt: 'a', image: 'x' }));
    expect(code).toBe('invalid_media');
  });

  it('says that a field is missing in plain words', () => {
    const [error] = refusalOf('createAsset', video({ filename: 'a', bytes: 1 })).errors;
    expect(error).toEqual({
      pointer: '/content_type',
      code: 'invalid_parameter',
      detail: 'This field is required.',
    });
  });

  it('takes a body of five million bytes and names assets for a larger one', () => {
    const padded = (bytes: number) => JSON.stringify({ prompt: 'x' }).padEnd(bytes, ' ');
    expect(read('createVideo', { body: padded(5_000_000) }).body).toEqual({ prompt: 'x' });
    const refusal = refusalOf('createVideo', { body: padded(5_000_001) });
    expect(refusal).toMatchObject({ code: 'payload_too_large', status: 413 });
    expect(refusal.message).toContain('/v1/assets');
  });

  it('counts bytes, not characters', () => {
    const body = JSON.stringify({ prompt: '猫'.repeat(1_700_000) });
    expect(body.length).toBeLessThan(5_000_000);
    expect(refusalOf('createVideo', { body }).code).toBe('payload_too_large');
  });

  const types = [
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON',
    'application/merge-patch+json',
  ];
  it.each(types)('takes %s', (type) => {
    const headers = { 'content-type': '', 'Content-Type': type };
    const call = createProxyEvent({ ...video({ prompt: 'a' }) });
    call.headers = { 'Content-Type': headers['Content-Type'] };
    expect(readCall('createVideo', call, logger).body).toEqual({ prompt: 'a' });
  });

  it.each([
    '',
    'text/plain',
    'multipart/form-data',
    'application/x-json-lines',
    'application/jsonx',
  ])('refuses the content type %j', (type) => {
    const call = { ...video({ prompt: 'a' }), headers: { 'content-type': type } };
    expect(refusalOf('createVideo', call)).toMatchObject({ status: 415 });
  });

  it.each(['vid_../../x', 'vid_', 'ast_1', 'VID_1', ''])('finds nothing under the id %j', (id) => {
    expect(refusalOf('getVideo', { pathParameters: { id } })).toMatchObject({ status: 404 });
  });

  it('reads a query and points at what is wrong in it', () => {
    const good = { limit: '3', after: 'vid_1', status: 'failed' };
    expect(read('listVideos', { queryStringParameters: good }).query).toEqual({
      ...good,
      limit: 3,
    });
    expect(read('listVideos').query).toEqual({ limit: 20 });
    const bad = { limit: '101', after: '../x', status: 'done', page: '2' };
    const { errors } = refusalOf('listVideos', { queryStringParameters: bad });
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      '/after',
      '/limit',
      '/page',
      '/status',
    ]);
  });

  it('is not led astray by names of the language', () => {
    const body = '{"prompt":"a","__proto__":{"owner":"other"},"constructor":1}';
    const { problems, body: read } = readCall('createVideo', createProxyEvent({ body }), logger);
    expect(problems.map(({ pointer }) => pointer)).toContain('/constructor');
    expect(read).toEqual({ prompt: 'a' });
  });
});
