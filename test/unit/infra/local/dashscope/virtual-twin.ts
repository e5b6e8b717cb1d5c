import { readFileSync } from 'node:fs';
import { createTwin, type TwinOptions } from '../../../../../infra/local/dashscope/twin.ts';

export const keys = {
  first: 'sk-first-000000000000000000000000',
  second: 'sk-second-00000000000000000000000',
};

const videoPath = '/api/v1/services/aigc/video-generation/video-synthesis';
export const framesPath = '/api/v1/services/aigc/image2video/video-synthesis';

/** Noon in Beijing, so that times in UTC+8 are easy to read. */
const start = Date.UTC(2026, 10, 21, 4, 0, 0);

export type Json = Record<string, unknown>;
type Poll = {
  output: {
    task_status: string;
    code?: string;
    message?: string;
    video_url?: string;
    results?: { video_url: string };
  };
  usage?: Json;
};

type Call = {
  method?: string;
  key?: string | null;
  headers?: Record<string, string>;
  body?: unknown;
};

export const mediaOrigin = 'http://media.test';

export type MediaShelf = Record<string, { bytes: Uint8Array; mime: string }>;

/** A twin in this process whose clock moves only when it is told to, and whose waits move it. */
export function createVirtualTwin(options: Partial<TwinOptions> = {}, shelf: MediaShelf = {}) {
  let now = start;
  const clock = { now: () => now };
  const reported: unknown[] = [];
  const waited: number[] = [];
  const twin = createTwin({
    keys,
    clock,
    speed: 1,
    sleep: async (milliseconds) => {
      waited.push(milliseconds);
    },
    fetch: fetchFrom(shelf),
    trustedOrigins: [mediaOrigin],
    publicUrl: 'https://twin.test',
    encode: async ({ width, height, seconds }) =>
      new TextEncoder().encode(`video ${width}x${height} ${seconds}s `.repeat(4_000)),
    report: (error) => reported.push(error),
    ...options,
  });

  const send = (
    path: string,
    { method = 'GET', key = keys.first, headers = {}, body }: Call = {},
  ) =>
    twin.handle(
      new Request(new URL(path, 'https://twin.test'), {
        method,
        headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...headers },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );

  const post = (path: string, body?: unknown, call: Call = {}) =>
    send(path, { method: 'POST', body, ...call });

  const submit = (
    body: unknown,
    { headers = {}, path = videoPath, ...call }: Call & { path?: string } = {},
  ) => post(path, body, { headers: { 'x-dashscope-async': 'enable', ...headers }, ...call });

  /** Submits, waits until the media are read, gives the task's id. */
  const accept = async (body: unknown, call: Call & { path?: string } = {}) => {
    const response = await submit(body, call);
    const answer = (await response.json()) as { output?: { task_id: string } };
    if (!answer.output) throw new Error(`Not accepted: ${JSON.stringify(answer)}`);
    await twin.settled();
    return answer.output.task_id;
  };

  const poll = async (id: string) => (await (await send(`/api/v1/tasks/${id}`)).json()) as Poll;

  return {
    ...{ twin, reported, waited, send, post, submit, accept, poll },
    now: () => now,
    advance: (seconds: number) => {
      now += seconds * 1000;
    },
    /** Lets a task run to its end and gives its last poll. */
    finish: async (body: unknown, call: Call & { path?: string } = {}) => {
      const id = await accept(body, call);
      now += 3600 * 1000;
      return poll(id);
    },
    tasks: async () => {
      const answer = (await (await send('/_twin/tasks', { key: null })).json()) as {
        tasks: Json[];
      };
      return answer.tasks;
    },
    requests: async () => {
      const answer = (await (await send('/_twin/requests', { key: null })).json()) as {
        requests: Json[];
      };
      return answer.requests;
    },
    inject: (fault: Json, match: Json = {}) =>
      post('/_twin/faults', { match, fault }, { key: null }),
  };
}

/** The hosts that the shelf stands in for. */
export function fetchFrom(shelf: MediaShelf): typeof fetch {
  return async (input) => {
    const { pathname } = new URL(String(input instanceof Request ? input.url : input));
    const item = shelf[pathname.slice(1)];
    if (item === undefined) return new Response('no such file', { status: 404 });
    return new Response(new Uint8Array(item.bytes), {
      headers: { 'content-type': item.mime, 'content-length': String(item.bytes.byteLength) },
    });
  };
}

/** The smallest request that wan2.6-t2v takes. */
export const textRequest = (prompt = 'a cat', model = 'wan2.6-t2v') => ({
  model,
  input: { prompt },
  parameters: { size: '1280*720' },
});

export function fixture(name: string): unknown {
  const file = new URL(`../../../../fixtures/dashscope/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Keys in their order, and the kind of each value: what a reply must share with a recorded one. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
}
