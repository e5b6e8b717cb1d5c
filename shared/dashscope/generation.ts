import { EventSourceParserStream } from 'eventsource-parser/stream';
import * as z from 'zod';
import { answering } from './answering.ts';
import { ProviderResponseError, ProviderSilentError } from './errors.ts';
import { ossHeader } from './tasks.ts';
import { acceptSeconds, describeFailure, type ProviderCall, type Transport } from './transport.ts';

/** A part of a user message; it is told apart by its keys, not by a type (dashscope-api §11.1). */
type NativePart =
  | { readonly text: string }
  | {
      readonly image: string;
      readonly min_pixels?: number;
      readonly max_pixels?: number;
      readonly enable_rotate?: boolean;
    };

/** A request of the native endpoint; whatever is `undefined` is not sent. */
export type GenerationRequest = {
  readonly model: string;
  readonly input: {
    readonly messages: readonly {
      readonly role: 'user';
      readonly content: readonly NativePart[];
    }[];
  };
  readonly parameters: Readonly<Record<string, unknown>>;
};

const Item = z.object({
  text: z.string().nullish(),
  ocr_result: z
    .object({ kv_result: z.unknown().optional(), words_info: z.unknown().optional() })
    .nullish(),
});

/** An answer, or a piece of one: streamed pieces have the shape of the whole (dashscope-api §11.2, §11.3). */
const Generation = z.object({
  output: z.object({
    choices: z
      .array(
        z.object({
          /** The word "null" until the end of a stream. */
          finish_reason: z.string().nullish(),
          message: z.object({
            content: z.union([z.string(), z.array(Item)]).nullish(),
            reasoning_content: z.string().nullish(),
          }),
        }),
      )
      .nullish(),
  }),
  usage: z
    .object({
      input_tokens: z.number(),
      output_tokens: z.number(),
      total_tokens: z.number().nullish(),
    })
    .nullish(),
});
export type Generation = z.infer<typeof Generation>;

const NativeError = z.object({
  code: z.string(),
  message: z.string(),
  request_id: z.string().nullish(),
});

type Options = { readonly resolvesOss: boolean; readonly timeoutSeconds: number };

/** The provider's native multimodal endpoint, which alone knows the tasks of OCR. Throws the errors of errors.ts. */
export class Generations {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  async complete(request: GenerationRequest, options: Options): Promise<Generation> {
    const response = await this.#post(request, options);
    try {
      return Generation.parse(await response.json());
    } catch (cause) {
      throw describeFailure(cause);
    }
  }

  /** Resolves once the provider has accepted the request; the pieces follow, each with what is new. */
  async stream(
    request: GenerationRequest,
    options: Options,
  ): Promise<AsyncGenerator<Generation, void, undefined>> {
    const parameters = { ...request.parameters, incremental_output: true };
    const headers = { 'x-dashscope-sse': 'enable' };
    const streaming = { headers, acceptSeconds };
    const response = await this.#post({ ...request, parameters }, options, streaming);
    const frames = answering(readFrames(response));
    // a refusal comes as HTTP 200 too, so only the first frame tells (trap 20)
    return startingWith(await frames.next(), frames);
  }

  async #post(
    body: GenerationRequest,
    { resolvesOss, timeoutSeconds }: Options,
    streaming: Pick<ProviderCall, 'headers' | 'acceptSeconds'> = {},
  ): Promise<Response> {
    return this.#send({
      method: 'POST',
      path: '/api/v1/services/aigc/multimodal-generation/generation',
      body,
      timeoutSeconds,
      ...streaming,
      headers: { ...streaming.headers, ...ossHeader(resolvesOss) },
    });
  }
}

async function* startingWith<Value>(
  first: IteratorResult<Value>,
  rest: AsyncGenerator<Value>,
): AsyncGenerator<Value, void, undefined> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

/** There is no `[DONE]`: an answer is whole when its last frame names how it ended. */
async function* readFrames(response: Response): AsyncGenerator<Generation, void, undefined> {
  let status = response.status;
  let isWhole = false;
  const onComment = (comment: string) => {
    status = Number(/HTTP_STATUS\/(\d+)/.exec(comment)?.[1] ?? status);
  };
  const events = response.body
    ?.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>)
    .pipeThrough(new EventSourceParserStream({ onComment }));
  try {
    for await (const { event, data } of events ?? []) {
      if (event === 'error') throw toError(data, status);
      const frame = Generation.parse(JSON.parse(data));
      isWhole ||= !['null', undefined, null].includes(frame.output.choices?.[0]?.finish_reason);
      yield frame;
    }
  } catch (error) {
    throw error instanceof ProviderResponseError ? error : describeFailure(error);
  }
  if (!isWhole)
    throw new ProviderSilentError('the stream ended in the middle', { timedOut: false });
}

/** Even a refusal comes as HTTP 200; a comment of its frame tells the status (trap 20). */
function toError(data: string, status: number): ProviderResponseError {
  const { code, message, request_id } = NativeError.parse(JSON.parse(data));
  return new ProviderResponseError({ status, code, message, requestId: request_id ?? null });
}
