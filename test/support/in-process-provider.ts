import { ConnectionResetError } from '../../infra/local/dashscope/route.ts';
import { createTwin, type TwinOptions } from '../../infra/local/dashscope/twin.ts';
import type { FakeClock } from './fake-clock.ts';
import { createFakeWire, type FakeWire, sendThrough } from './fake-wire.ts';

export const providerOrigin = 'https://provider.test';
/** What must never be seen anywhere (I5). */
export const plantedKey = 'sk-planted-00000000000000000000';
/** Another key of the same account. */
export const otherKey = 'sk-other-000000000000000000000';

type Fault = Readonly<Record<string, unknown>>;
type WitnessedTask = {
  readonly id: string;
  readonly model: string;
  readonly status: string;
  readonly prompt: string | null;
  readonly billed_seconds: number;
};
type WitnessedRequest = { readonly method: string; readonly path: string };

export const submitPath = '/api/v1/services/aigc/video-generation/video-synthesis';

/** A "video": an `ftyp` box and so many bytes that tell its size and length. */
function encodeSample(plan: { width: number; height: number; seconds: number }, bytes = 2e5) {
  const head = Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1');
  return Buffer.concat([
    head,
    Buffer.alloc(bytes, `${plan.width}x${plan.height} ${plan.seconds}s `),
  ]);
}

/** The provider in this process, on a clock that moves only when it is told to. */
export function createProvider(
  clock: FakeClock,
  wire: FakeWire = createFakeWire(),
  options: Partial<TwinOptions> = {},
) {
  const twin = createTwin({
    keys: { ours: plantedKey, other: otherKey },
    clock: { now: () => clock.now().getTime() },
    sleep: async () => {},
    fetch: async () => new Response(null, { status: 404 }),
    speed: 1,
    encode: async (plan) => encodeSample(plan),
    ...options,
  });
  const reach = twinFetch(twin.handle);
  const admin = async (method: string, path: string, body?: unknown) => {
    const json = body === undefined ? null : JSON.stringify(body);
    return reach(`${providerOrigin}${path}`, { method, body: json });
  };
  return {
    twin,
    /** What the service's code is given as `fetch`. */
    fetch: ((input, init) => {
      const what = `${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`;
      return sendThrough(wire, { service: 'provider', what }, () => reach(input, init));
    }) as typeof fetch,
    /** The same, past the wire: another client of the account. */
    reach,
    inject: (fault: Fault, match: Fault = {}) => admin('POST', '/_twin/faults', { fault, match }),
    clearFaults: () => admin('DELETE', '/_twin/faults'),
    tasks: async () => {
      const answer = await admin('GET', '/_twin/tasks');
      return ((await answer.json()) as { tasks: WitnessedTask[] }).tasks;
    },
    requests: async () => {
      const answer = await admin('GET', '/_twin/requests');
      return ((await answer.json()) as { requests: WitnessedRequest[] }).requests;
    },
    /** A task that another program of the same account makes. */
    submitElsewhere: async (prompt: string, key = plantedKey, model = 'wan2.6-t2v') => {
      const body = { model, input: { prompt }, parameters: { size: '1280*720' } };
      const headers = { authorization: `Bearer ${key}`, 'x-dashscope-async': 'enable' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      const answer = await reach(`${providerOrigin}${submitPath}`, init);
      return ((await answer.json()) as { output: { task_id: string } }).output.task_id;
    },
  };
}

/** The twin as `fetch` knows a host: connections that die reject, and a signal ends a body. */
function twinFetch(handle: (request: Request) => Promise<Response>): typeof fetch {
  return async (input, init) => {
    try {
      const response = await handle(new Request(input, { ...init, signal: null }));
      const { signal } = init ?? {};
      if (!signal || !response.body) return response;
      const body = response.body.pipeThrough(new TransformStream(), { signal });
      return new Response(body, response);
    } catch (error) {
      if (!(error instanceof ConnectionResetError)) throw error;
      throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    }
  };
}
