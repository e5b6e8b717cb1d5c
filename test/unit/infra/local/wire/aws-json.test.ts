import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../../../../infra/local/wire/aws-error.ts';
import { type AwsJsonServer, startAwsJson } from '../../../../../infra/local/wire/aws-json.ts';

const signedBy = (accessKeyId: string) =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261121/eu-west-1/states/aws4_request, SignedHeaders=host, Signature=0`;

describe('startAwsJson', () => {
  let server: AwsJsonServer;
  let faults: unknown[];

  beforeEach(async () => {
    faults = [];
    server = await startAwsJson({
      port: 0,
      version: '1.0',
      targetPrefix: 'Library',
      errorNamespace: 'com.example',
      maxBodyBytes: 1000,
      operations: {
        Echo: (input) => input,
        WhoAmI: (_input, call) => ({ operation: call.operation, accessKeyId: call.accessKeyId }),
        Nothing: () => undefined,
        Refuse: () => {
          throw new AwsError('BookLent', 'Somebody reads it');
        },
        Break: async () => {
          throw new TypeError('secret detail');
        },
      },
      pages: { '/_shelf': (url) => ({ shelf: url.searchParams.get('name') }) },
      onFault: (error) => faults.push(error),
    });
  });

  afterEach(() => server.close());

  const call = (target: string, body = '{}', headers: Record<string, string> = {}) =>
    fetch(server.url, { method: 'POST', headers: { 'x-amz-target': target, ...headers }, body });

  it('answers an operation with its content type and a request id', async () => {
    const [first, second] = [await call('Library.Echo', '{"a":1}'), await call('Library.Echo')];
    expect(await first.json()).toEqual({ a: 1 });
    expect(first.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(first.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.headers.get('x-amzn-requestid')).not.toBe(second.headers.get('x-amzn-requestid'));
  });

  it('takes an empty body for an empty input and answers an empty object for nothing', async () => {
    expect(await (await call('Library.Echo', '')).json()).toEqual({});
    expect(await (await call('Library.Nothing')).json()).toEqual({});
  });

  it('tells an operation whose access key signed the call', async () => {
    const headers = { authorization: signedBy('AKIAREADER') };
    const response = await call('Library.WhoAmI', '{}', headers);
    expect(await response.json()).toEqual({ operation: 'WhoAmI', accessKeyId: 'AKIAREADER' });
  });

  it.each([
    ['an operation that throws AwsError', 'Library.Refuse', '{}', 400, 'BookLent'],
    ['an unknown operation', 'Library.Burn', '{}', 400, 'UnknownOperationException'],
    ['a name every object has', 'Library.toString', '{}', 400, 'UnknownOperationException'],
    ['another service', 'Archive.Echo', '{}', 400, 'UnknownOperationException'],
    ['a body that is no JSON', 'Library.Echo', '{', 400, 'SerializationException'],
    ['a body that is no object', 'Library.Echo', '[]', 400, 'SerializationException'],
    [
      'a body above the limit',
      'Library.Echo',
      JSON.stringify({ a: 'x'.repeat(1000) }),
      413,
      'RequestEntityTooLargeException',
    ],
  ])('refuses %s', async (_what, target, body, status, code) => {
    const response = await call(target, body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ __type: `com.example#${code}` });
    expect(faults).toEqual([]);
  });

  it('answers a fault without its details, and reports it', async () => {
    const response = await call('Library.Break');
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain('InternalFailure');
    expect(text).not.toContain('secret detail');
    expect(faults).toEqual([new TypeError('secret detail')]);
  });

  it('knows no method but POST, except for its pages', async () => {
    expect((await fetch(server.url)).status).toBe(404);
    expect((await fetch(server.url, { method: 'PUT', body: '{}' })).status).toBe(404);
    const page = await fetch(`${server.url}/_shelf?name=poetry`);
    expect(await page.json()).toEqual({ shelf: 'poetry' });
  });
});

describe('startAwsJson with an authorizer', () => {
  it('asks for every resource, and refuses in the words of IAM', async () => {
    const asked: unknown[] = [];
    const server = await startAwsJson({
      port: 0,
      version: '1.1',
      targetPrefix: 'Library',
      operations: { Read: () => ({ text: 'once' }) },
      iam: { service: 'library', resources: ({ input }) => input.books as string[] },
      authorize: (request) => {
        asked.push(request);
        return request.resource !== 'arn:forbidden';
      },
    });
    const read = (books: string[], headers: Record<string, string>) =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'x-amz-target': 'Library.Read', ...headers },
        body: JSON.stringify({ books }),
      });
    const authorization = signedBy('AKIAREADER');

    const allowed = await read(['arn:one', 'arn:two'], { authorization });
    const denied = await read(['arn:one', 'arn:forbidden'], { authorization });
    const unsigned = await read(['arn:one'], {});

    expect(await allowed.json()).toEqual({ text: 'once' });
    expect(await denied.json()).toEqual({
      __type: 'AccessDeniedException',
      message:
        'User: AKIAREADER is not authorized to perform: library:Read on resource: arn:forbidden ' +
        'because no identity-based policy allows the library:Read action',
    });
    expect(await unsigned.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
    expect(asked).toHaveLength(4);
    expect(asked[0]).toEqual({
      accessKeyId: 'AKIAREADER',
      action: 'library:Read',
      resource: 'arn:one',
    });
    await server.close();
  });
});
