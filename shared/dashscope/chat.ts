import { EventSourceParserStream } from 'eventsource-parser/stream';
import * as z from 'zod';
import { ChatCompletion } from '../contract/chat.ts';
import { answering } from './answering.ts';
import { ProviderResponseError, ProviderSilentError } from './errors.ts';
import { ossHeader } from './tasks.ts';
import { acceptSeconds, describeFailure, type Transport } from './transport.ts';

/** A part of a user message (dashscope-api §9.1); pixel limits stand beside the media, not inside it. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image_url';
      readonly image_url: { readonly url: string; readonly detail?: string };
      readonly min_pixels?: number;
      readonly max_pixels?: number;
    }
  | {
      readonly type: 'video_url';
      readonly video_url: { readonly url: string };
      readonly fps?: number;
      readonly min_pixels?: number;
      readonly max_pixels?: number;
    }
  | {
      readonly type: 'video';
      readonly video: readonly string[];
      readonly fps?: number;
      readonly min_pixels?: number;
      readonly max_pixels?: number;
    };

/** A turn of a conversation. */
type ChatMessage =
  | { readonly role: 'user'; readonly content: readonly ContentPart[] }
  | { readonly role: 'assistant'; readonly content: string };

/** A chat completion request; whatever is `undefined` is not sent. */
export type ChatRequest = {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly [parameter: string]: unknown;
};

const Usage = z.object({
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  total_tokens: z.number(),
});

const Completion = z.object({
  id: z.string().nullish(),
  model: z.string().nullish(),
  usage: Usage.nullish(),
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      message: z.object({
        content: z.string().nullish(),
        reasoning_content: z.string().nullish(),
      }),
    }),
  ),
});
export type Completion = z.infer<typeof Completion> & {
  /** The provider's own time limit cut the answer (dashscope-api §9.3). */
  readonly isPartial: boolean;
};

const Chunk = z.object({
  id: z.string().nullish(),
  model: z.string().nullish(),
  usage: Usage.nullish(),
  /** Empty in the last chunk, which carries the usage (dashscope-api §9.4). */
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      delta: z.object({
        content: z.string().nullish(),
        reasoning_content: z.string().nullish(),
      }),
    }),
  ),
});
export type Chunk = z.infer<typeof Chunk>;

const StreamError = z.object({
  error: z.object({ code: z.string().nullish(), message: z.string() }),
  request_id: z.string().nullish(),
});

/** A request in OpenAI's form whose members are the caller's own. */
type PlainRequest = Readonly<Record<string, unknown>>;

type ChatOptions = { readonly resolvesOss: boolean; readonly timeoutSeconds: number };
type Streamed<Value> = AsyncGenerator<Value, void, undefined>;

/** The provider's OpenAI-compatible chat. Throws the errors of errors.ts. */
export class Chat {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  async complete(request: ChatRequest, options: ChatOptions): Promise<Completion> {
    const response = await this.#post(request, options);
    try {
      const isPartial = response.headers.get('x-dashscope-partialresponse') === 'true';
      return { ...Completion.parse(await response.json()), isPartial };
    } catch (cause) {
      throw describeFailure(cause);
    }
  }

  /** Resolves once the provider has accepted the request; the chunks follow. */
  async stream(request: ChatRequest, options: ChatOptions): Promise<Streamed<Chunk>> {
    const streaming = { ...request, stream: true, stream_options: { include_usage: true } };
    const response = await this.#post(streaming, options, acceptSeconds);
    return answering(readFrames(response, readChunk));
  }

  /** The provider's whole answer, members that we do not know included. */
  async completeAsIs(request: PlainRequest, options: ChatOptions): Promise<ChatCompletion> {
    const response = await this.#post(request, options);
    try {
      return ChatCompletion.parse(await response.json());
    } catch (cause) {
      throw describeFailure(cause);
    }
  }

  /** Chunks as the provider's own JSON texts; `stream` must be set in the request. */
  async streamAsIs(request: PlainRequest, options: ChatOptions): Promise<Streamed<string>> {
    const response = await this.#post(request, options, acceptSeconds);
    return answering(readFrames(response, asIs));
  }

  async #post(body: PlainRequest, options: ChatOptions, acceptSeconds?: number): Promise<Response> {
    return this.#send({
      method: 'POST',
      path: '/compatible-mode/v1/chat/completions',
      body,
      headers: ossHeader(options.resolvesOss),
      timeoutSeconds: options.timeoutSeconds,
      acceptSeconds,
    });
  }
}

async function* readFrames<Value>(
  response: Response,
  read: (data: string) => Value,
): Streamed<Value> {
  const events = response.body
    ?.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
    .pipeThrough(new EventSourceParserStream());
  try {
    for await (const { data } of events ?? []) {
      if (data === '[DONE]') return;
      yield read(data);
    }
  } catch (error) {
    throw error instanceof ProviderResponseError ? error : describeFailure(error);
  }
  throw new ProviderSilentError('the stream ended in the middle', { timedOut: false });
}

function asIs(data: string): string {
  checkFrame(JSON.parse(data));
  return data;
}

function readChunk(data: string): Chunk {
  const body: unknown = JSON.parse(data);
  checkFrame(body);
  return Chunk.parse(body);
}

/** A frame is a chunk, or an error in the middle of an answer that began as HTTP 200. */
function checkFrame(body: unknown): void {
  const failure = StreamError.safeParse(body).data;
  if (!failure) return;
  const { code, message } = failure.error;
  const requestId = failure.request_id ?? null;
  const status = statusOfCode(code ?? '');
  throw new ProviderResponseError({ status, code: code ?? null, message, requestId });
}

/** In the middle of a stream the provider names no status; its code tells whose fault it was (dashscope-api §7.2). */
function statusOfCode(code: string): number {
  if (/^(internal_?error|system_?error|model|request_?time_?out)/i.test(code)) return 500;
  return /^(throttling|limit)/i.test(code) ? 429 : 400;
}
