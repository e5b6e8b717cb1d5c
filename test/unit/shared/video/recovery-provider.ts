import { ConnectionResetError } from '../../../../infra/local/dashscope/route.ts';
import { createTwin } from '../../../../infra/local/dashscope/twin.ts';
import type { ProviderKey } from '../../../../shared/dashscope/provider-key.ts';
import { createTransport, type ProviderCall } from '../../../../shared/dashscope/transport.ts';

export const providerOrigin = 'https://provider.test';
const ownKey = 'sk-planted-00000000000000000000';
/** Another application's, of the same account. */
export const foreignKey = 'sk-foreign-00000000000000000000';

export const submitPath = '/api/v1/services/aigc/video-generation/video-synthesis';
type Json = Readonly<Record<string, unknown>>;
type WitnessedTask = { readonly id: string; readonly status: string; readonly prompt: string };

/** The provider in this process, on a clock that moves only when it is told to. */
export function createRecoveryProvider(now: () => number) {
  const twin = createTwin({
    keys: { own: ownKey, foreign: foreignKey },
    clock: { now },
    sleep: async () => {},
    fetch: async () => new Response(null, { status: 404 }),
    speed: 1,
    publicUrl: providerOrigin,
    encode: async (scene) => encodeSample(scene),
  });
  const reach = toFetch(twin.handle);
  const admin = (method: string, path: string, body?: unknown) =>
    reach(`${providerOrigin}${path}`, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
    });
  const key = { read: async () => ownKey, readAgain: async () => ownKey } as unknown as ProviderKey;
  return {
    send: createTransport({ baseUrl: providerOrigin, key, fetch: reach }) as (
      call: ProviderCall,
    ) => Promise<Response>,
    fetch: reach,
    inject: (fault: Json, match: Json = {}) => admin('POST', '/_twin/faults', { fault, match }),
    heal: () => admin('DELETE', '/_twin/faults'),
    tasks: async () => {
      const answer = await admin('GET', '/_twin/tasks');
      return ((await answer.json()) as { tasks: WitnessedTask[] }).tasks;
    },
    /** A task that another program makes. */
    submitElsewhere: async (prompt: string, secret = foreignKey) => {
      const headers = { authorization: `Bearer ${secret}`, 'x-dashscope-async': 'enable' };
      const body = { model: 'wan2.6-t2v', input: { prompt }, parameters: { size: '1280*720' } };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await reach(`${providerOrigin}${submitPath}`, init);
      return ((await answer.json()) as { output: { task_id: string } }).output.task_id;
    },
    ownKey,
  };
}

/** The head of an MP4, then bytes that tell what the video was made from. */
function encodeSample(scene: object): Uint8Array {
  const head = Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1');
  return Buffer.concat([head, Buffer.alloc(50_000, JSON.stringify(scene))]);
}

/** The twin as `fetch` knows a host: connections that die reject, and a signal ends a body. */
function toFetch(handle: (request: Request) => Promise<Response>): typeof fetch {
  return async (input, init) => {
    const { signal } = init ?? {};
    try {
      const response = await handle(new Request(input, { ...init, signal: null }));
      if (!signal || !response.body) return response;
      return new Response(response.body.pipeThrough(new TransformStream(), { signal }), response);
    } catch (error) {
      if (!(error instanceof ConnectionResetError)) throw error;
      throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    }
  };
}
