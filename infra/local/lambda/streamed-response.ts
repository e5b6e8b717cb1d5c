import * as z from 'zod';
import type { ExecutionEnvironment, InvocationMessage } from './execution-environment.ts';
import { FunctionError } from './function-error.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { StreamedBody } from './streamed-body.ts';

export type StreamedResponse = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  /** Values of `Set-Cookie`. */
  readonly cookies: readonly string[];
  /** Ends with an error where the function failed after its first byte. */
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
};

/** Status, headers and cookies as `HttpResponseStream.from` gets them. */
const Prelude = z.object({
  statusCode: z.int().min(200).max(599).default(200),
  headers: z.record(z.string(), z.coerce.string()).default({}),
  multiValueHeaders: z.record(z.string(), z.array(z.string())).default({}),
  cookies: z.array(z.string()).default([]),
});

/**
 * Resolves with the handler's first write.
 *
 * @throws FunctionError for whatever fails before it
 */
export function invokeStreamed(target: LambdaFunction, event: unknown): Promise<StreamedResponse> {
  const answer = new StreamedAnswer();
  target
    .run('streamed', event, (message, environment) => answer.receive(message, environment))
    .catch((error) => answer.fail(error));
  return answer.response;
}

/** Turns the messages of one invocation into a response and its body. */
class StreamedAnswer {
  readonly #response = Promise.withResolvers<StreamedResponse>();
  readonly #body = new StreamedBody(() => this.#writer?.take());
  #writer: ExecutionEnvironment | undefined;
  #started = false;

  get response(): Promise<StreamedResponse> {
    return this.#response.promise;
  }

  receive(message: InvocationMessage, writer: ExecutionEnvironment): void {
    this.#writer = writer;
    if (message.kind === 'prelude') this.#start(message.prelude);
    else if (message.kind === 'failed') this.fail(new FunctionError(message.report));
    else if (!this.#started) this.fail(withoutPrelude());
    if (message.kind === 'chunk') this.#body.push(message.bytes);
    if (message.kind === 'ended') this.#body.end();
  }

  fail(error: Error): void {
    this.#response.reject(error);
    this.#body.fail(error);
  }

  #start(text: string): void {
    const prelude = Prelude.safeParse(JSON.parse(text));
    if (prelude.success) {
      this.#started = true;
      this.#response.resolve({ ...prelude.data, body: this.#body.readable });
    } else {
      this.fail(malformed(`Malformed prelude: ${text}`));
    }
  }
}

function withoutPrelude(): FunctionError {
  return malformed(
    'No status came before the body: give HttpResponseStream.from a prelude, then write() at least once (end() alone sends none)',
  );
}

function malformed(errorMessage: string): FunctionError {
  return new FunctionError({ errorType: 'Function.MalformedStreamedResponse', errorMessage });
}
