import { ConnectionResetError } from '../../../infra/local/dashscope/route.ts';
import type { Task } from '../../../infra/local/dashscope/tasks/task.ts';
import { createTwin } from '../../../infra/local/dashscope/twin.ts';
import type { VirtualTime } from './virtual-time.ts';

const providerHost = 'provider.test';
export const providerOrigin = `https://${providerHost}`;
/** The service's own key; it must never be seen anywhere (I5). */
export const ownKey = 'sk-planted-00000000000000000000';
const foreignKey = 'sk-foreign-00000000000000000000';

const submitPath = '/api/v1/services/aigc/video-generation/video-synthesis';

type Json = Readonly<Record<string, unknown>>;
/** A fault of the twin, and which calls meet it. */
export type ProviderFault = { readonly fault: Json; readonly match?: Json };

/** The provider in this process, at its real speed in virtual time; its videos have `videoBytes` bytes. */
export function createProvider(time: VirtualTime, videoBytes: number) {
  const trouble: unknown[] = [];
  const twin = createTwin({
    keys: { own: ownKey, foreign: foreignKey },
    clock: { now: () => Date.now() },
    sleep: time.sleep,
    fetch: async () => new Response(null, { status: 404 }),
    speed: 1,
    publicUrl: providerOrigin,
    encode: async (scene) => encodeSample(scene, videoBytes),
    report: (error) => trouble.push(error),
  });
  const reach = toFetch(twin.handle);
  const post = (path: string, body: unknown, headers = {}) =>
    reach(`${providerOrigin}${path}`, { method: 'POST', body: JSON.stringify(body), headers });
  return {
    /** What functions are given as `fetch`. */
    fetch: (async (input, init) => {
      const { hostname } = new URL(String(input));
      if (hostname !== providerHost) throw unresolved(hostname);
      const response = await reach(input, init);
      await time.track(twin.settled);
      return response;
    }) as typeof fetch,
    inject: async ({ fault, match = {} }: ProviderFault) => {
      const answer = await post('/_twin/faults', { fault, match });
      if (answer.status !== 201) throw new Error(await answer.text());
    },
    /** Ends every fault that was injected; what a submit has settled for its task stays. */
    heal: async () => void (await reach(`${providerOrigin}/_twin/faults`, { method: 'DELETE' })),
    /** A task that another application of the same account makes. */
    submitElsewhere: (prompt: string, key = foreignKey) => {
      const headers = { authorization: `Bearer ${key}`, 'x-dashscope-async': 'enable' };
      const parameters = { size: '1280*720', duration: 5 };
      return post(submitPath, { model: 'wan2.6-t2v', input: { prompt }, parameters }, headers);
    },
    tasks: () => twin.state().tasks,
    /** The very bytes that a task's result has. */
    videoOf: ({ work }: Task): Uint8Array => {
      if (work.kind !== 'render') return new Uint8Array();
      const { width, height, outputSeconds: seconds, colour, sound } = work.plan;
      return encodeSample({ width, height, seconds, colour, sound }, videoBytes);
    },
    requests: async (): Promise<readonly WitnessedRequest[]> => {
      const answer = await reach(`${providerOrigin}/_twin/requests`);
      return ((await answer.json()) as { requests: WitnessedRequest[] }).requests;
    },
    /** Errors of the twin's own, which no scenario may cause. */
    trouble,
    close: twin.close,
  };
}

export type WitnessedRequest = {
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
};

/** An MP4 by its boxes: a head, and media that tell what the video was made from. */
function encodeSample(scene: object, bytes: number): Uint8Array {
  const head = Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1');
  const media = Buffer.alloc(bytes - head.length, JSON.stringify(scene));
  media.writeUInt32BE(media.length, 0);
  media.write('mdat', 4, 'latin1');
  return Buffer.concat([head, media]);
}

/** The twin as `fetch` knows a host: connections that die reject, and a signal ends answer and body. */
function toFetch(handle: (request: Request) => Promise<Response>): typeof fetch {
  return async (input, init) => {
    const { signal } = init ?? {};
    signal?.throwIfAborted();
    const answered = handle(new Request(input, { ...init, signal: null }));
    try {
      const response = await Promise.race([answered, ...(signal ? [aborted(signal)] : [])]);
      if (!signal || !response.body) return response;
      return new Response(response.body.pipeThrough(new TransformStream(), { signal }), response);
    } catch (error) {
      if (!(error instanceof ConnectionResetError)) throw error;
      throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    }
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function unresolved(hostname: string): TypeError {
  return new TypeError('fetch failed', { cause: { code: 'ENOTFOUND', hostname } });
}
