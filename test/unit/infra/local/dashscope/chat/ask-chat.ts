import { createChatRoutes } from '../../../../../../infra/local/dashscope/chat/routes.ts';
import { createMediaFetcher } from '../../../../../../infra/local/dashscope/media/fetch-media.ts';
import { ProviderError, type TwinCall } from '../../../../../../infra/local/dashscope/route.ts';

export type Media = Readonly<Record<string, { bytes: Uint8Array; mime: string }>>;

type World = {
  /** What the public web holds, by address. */
  readonly media?: Media;
  /** Kinds of the faults that strike. */
  readonly faults?: readonly string[];
  readonly sleep?: (milliseconds: number) => Promise<void>;
};

const requestId = '624b665b-fb93-49e7-9ebd-bb6d86d314d2';
const clock = { now: () => 1_756_455_080_123 };
const path = '/compatible-mode/v1/chat/completions';

/** Puts one request to the chat route, in a world without sockets. */
export async function askChat(json: unknown, { media = {}, faults = [], sleep }: World = {}) {
  const fetch = async (url: URL | string | Request) => {
    const found = media[String(url)];
    if (!found) return new Response('gone', { status: 404 });
    const { bytes, mime } = found;
    const headers = { 'content-type': mime, 'content-length': String(bytes.byteLength) };
    return new Response(new Uint8Array(bytes), { headers });
  };
  const fetchMedia = createMediaFetcher({
    fetch,
    trustedOrigins: [],
    resolveHost: async () => ['93.184.216.34'],
    resolveOss: async () => new Uint8Array(),
  });
  const routes = createChatRoutes({
    clock,
    mediaOf: () => fetchMedia,
    chunkMilliseconds: 0,
    sleep: sleep ?? (async () => {}),
  });
  const route = routes.find((candidate) => candidate.path === path);
  if (!route) throw new Error('no chat route');
  return route.handle(callOf(json, faults));
}

function callOf(json: unknown, faults: readonly string[]): TwinCall {
  const url = new URL(path, 'https://dashscope.example');
  return {
    request: new Request(url, { method: 'POST' }),
    url,
    body: new Uint8Array(),
    json,
    requestId,
    keyName: 'key-1',
    parameters: {},
    fault: (kind) => (faults.includes(kind) ? { kind } : undefined),
  };
}

export type Completion = {
  readonly id: string;
  readonly choices: readonly {
    readonly finish_reason: string;
    readonly message: {
      readonly content: string;
      readonly reasoning_content?: string;
      readonly tool_calls?: readonly {
        readonly id: string;
        readonly type: string;
        readonly function: { readonly name: string; readonly arguments: string };
      }[];
    };
  }[];
  readonly usage: Readonly<Record<string, number>> & {
    readonly prompt_tokens_details?: Readonly<Record<string, number>>;
    readonly completion_tokens_details?: Readonly<Record<string, number>>;
  };
};

/** The JSON of an answer given in one piece. */
export async function completionOf(json: object, world?: World): Promise<Completion> {
  const response = await askChat(json, world);
  if (response.status !== 200) throw new Error(await response.text());
  return (await response.json()) as Completion;
}

export async function firstMessage(json: object, world?: World) {
  const [choice] = (await completionOf(json, world)).choices;
  if (!choice) throw new Error('no choice');
  return choice.message;
}

/** What the provider says instead of an answer. */
export async function refusalOf(json: unknown, world?: World) {
  try {
    await askChat(json, world);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { status: error.status, code: error.code, message: error.message };
  }
  throw new Error('It was answered');
}

/** The data of a stream's frames, `[DONE]` included, and whether it broke off. */
export async function framesOf(json: object, world?: World) {
  const response = await askChat({ ...json, stream: true }, world);
  let text = '';
  let broken: unknown;
  try {
    for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece;
    }
  } catch (error) {
    broken = error;
  }
  const frames = text.split('\n\n').filter(Boolean);
  return { response, broken, frames: frames.map((frame) => frame.replace(/^data: /, '')) };
}

/** A user's turn of text, after whatever it shows. */
export const user = (text: string, ...shown: object[]) => ({
  role: 'user',
  content: [...shown, { type: 'text', text }],
});

export const image = (url: string, siblings: object = {}) => ({
  type: 'image_url',
  image_url: { url },
  ...siblings,
});
