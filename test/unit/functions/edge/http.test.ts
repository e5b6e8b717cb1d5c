import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { httpHandler } from '../../../../functions/edge/http.ts';
import { stepHandler } from '../../../../functions/edge/step.ts';
import { ProblemDocument } from '../../../../shared/contract/problem.ts';
import { ServiceError } from '../../../../shared/contract/service-error.ts';
import type { World } from '../../../../shared/runtime/world.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createProxyEvent } from '../../../support/fake-gateway.ts';

function createWorld() {
  const lines: string[] = [];
  const world: World = {
    environment: {},
    clock: createFakeClock(),
    fetch,
    aws: {},
    log: (line) => lines.push(line),
  };
  return { world, lines };
}
const secretError = () =>
  new TypeError('no such bucket https://s3/x?X-Amz-Signature=hidden sk-0123456789abcdef');

describe('httpHandler', () => {
  it('answers as the route says, and only what the contract names', async () => {
    const { world } = createWorld();
    const body = { status: 'ok', internal: 'hidden' };
    const handler = httpHandler(
      world,
      'getHealth',
      () => 0,
      async () => ({ body }),
    );
    expect(await handler(createProxyEvent())).toEqual({
      statusCode: 200,
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'x-request-id': 'req-1',
      },
      body: '{"status":"ok"}',
    });
  });

  it('lets pages of the deployment’s origin read answers and refusals', async () => {
    const { world } = createWorld();
    const open = { ...world, environment: { CORS_ORIGIN: 'https://app.example.com' } };
    for (const answer of [
      async () => ({ body: { status: 'ok' } }),
      () => Promise.reject(secretError()),
    ]) {
      const { headers } = await httpHandler(open, 'getHealth', () => 0, answer)(createProxyEvent());
      expect(headers).toMatchObject({
        'access-control-allow-origin': 'https://app.example.com',
        'access-control-expose-headers': '*',
        'x-request-id': 'req-1',
      });
    }
  });

  it('redirects without a body', async () => {
    const { world } = createWorld();
    const headers = { location: 'https://s3/x' };
    const handler = httpHandler(
      world,
      'getVideoContent',
      () => 0,
      async () => ({ headers }),
    );
    const reply = await handler(createProxyEvent({ pathParameters: { id: 'vid_1' } }));
    expect(reply).toMatchObject({ statusCode: 302, headers, body: '' });
  });

  it('composes once, at the first call, and again after a failure', async () => {
    const { world } = createWorld();
    let composed = 0;
    const compose = () => {
      composed += 1;
      if (composed === 1) throw new Error('cold');
      return 0;
    };
    const handler = httpHandler(world, 'getHealth', compose, async () => ({
      body: { status: 'ok' },
    }));
    expect(composed).toBe(0);
    const replies = [];
    for (let n = 0; n < 3; n += 1) replies.push(await handler(createProxyEvent()));
    expect(replies.map(({ statusCode }) => statusCode)).toEqual([500, 200, 200]);
    expect(composed).toBe(2);
  });

  const thrown: readonly [string, () => unknown, number, string][] = [
    ['a refusal', () => new ServiceError('not_ready', 'Wait.'), 409, 'Wait.'],
    ['an unknown error', secretError, 500, 'Something failed on our side. Try again.'],
    ['something that is no error', () => 'sk-0123456789', 500, 'Something failed on our side.'],
    ['a reply that breaks the contract', () => null, 500, 'Something failed on our side.'],
  ];
  it.each(thrown)('renders %s as a problem', async (_name, make, status, detail) => {
    const { world } = createWorld();
    const handler = httpHandler(
      world,
      'getHealth',
      () => 0,
      async () => {
        const error = make();
        if (error === null) return { body: { status: 'sick' } };
        throw error;
      },
    );
    const reply = await handler(createProxyEvent());
    expect(reply.statusCode).toBe(status);
    expect(reply.headers['content-type']).toBe('application/problem+json');
    const document = ProblemDocument.parse(JSON.parse(reply.body));
    expect(document.detail).toContain(detail);
    expect(document.request_id).toBe('req-1');
  });

  it('says nothing private to the caller and cuts it from the log', async () => {
    const { world, lines } = createWorld();
    const handler = httpHandler(
      world,
      'getHealth',
      () => 0,
      async () => {
        throw secretError();
      },
    );
    const { body } = await handler(createProxyEvent());
    expect(body).not.toMatch(/bucket|hidden|sk-|\.ts:/);
    expect(lines[0]).toContain('no such bucket');
    expect(lines.join()).not.toMatch(/hidden|0123456789abcdef/);
  });

  it('logs our failures and not the caller’s', async () => {
    const { world, lines } = createWorld();
    const codes = ['not_found', 'provider_error'] as const;
    for (const code of codes) {
      const handler = httpHandler(
        world,
        'getHealth',
        () => 0,
        async () => {
          throw new ServiceError(code, 'No.');
        },
      );
      await handler(createProxyEvent());
    }
    const failures = lines.map((line) => JSON.parse(line)).filter(({ level }) => level);
    expect(failures).toMatchObject([{ level: 'error', route: 'getHealth', requestId: 'req-1' }]);
  });

  it('leaves one line a request for the metrics, with who asked and how it ended', async () => {
    const { world, lines } = createWorld();
    const handler = httpHandler(
      world,
      'getHealth',
      () => 0,
      async () => ({ body: { status: 'ok' } }),
    );
    await handler(createProxyEvent());
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { route: 'getHealth', requestId: 'req-1', status: 200, Requests: 1 },
    ]);
  });
});

describe('stepHandler', () => {
  const output = { phase: 'waiting', wait_seconds: 1, task_id: null } as const;

  it('hands on what the state machine gives, and nothing else', async () => {
    const { world } = createWorld();
    const seen: unknown[] = [];
    const handler = stepHandler(
      world,
      () => 0,
      async (_work, input) => {
        seen.push(input);
        return output;
      },
    );
    const caught = { Error: 'x', Cause: 'y' };
    await handler({ owner: 'a', id: 'vid_1', caught, step: { task_id: 't', wait_seconds: 9 } });
    await handler({ owner: 'a', id: 'vid_1' });
    expect(seen).toEqual([
      { owner: 'a', id: 'vid_1', step: { task_id: 't' } },
      { owner: 'a', id: 'vid_1' },
    ]);
  });

  it('lets out an error’s name, which the state machine reads, and its words without secrets', async () => {
    const { world, lines } = createWorld();
    const secret = 'https://host.example/v.mp4?Signature=secret';
    const handler = stepHandler(
      world,
      () => 0,
      async () => {
        throw Object.assign(new TypeError(`down: ${secret}`), { url: secret, cause: secret });
      },
    );
    const error: unknown = await handler({ owner: 'a', id: 'vid_1' }).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: 'TypeError', message: 'down: https://host.example/v.mp4' });
    expect(inspect(error, { showHidden: true })).not.toContain('secret');
    expect(lines.join()).toContain('step.failed');
    expect(lines.join()).not.toContain('secret');
  });

  it.each([{}, { owner: '', id: 'x' }, { owner: 'a' }, null])(
    'refuses the input %j',
    async (input) => {
      const { world } = createWorld();
      const handler = stepHandler(
        world,
        () => 0,
        async () => output,
      );
      await expect(handler(input)).rejects.toThrow();
    },
  );
});
