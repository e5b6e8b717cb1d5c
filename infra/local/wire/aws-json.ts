import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Authorize, enforce, type IamView } from './authorize.ts';
import { type AwsCall, accessKeyOf, parseInput, readBody } from './aws-call.ts';
import { AwsError } from './aws-error.ts';
import { closeServer, keepAliveTimeout, listen } from './listen.ts';

/** Answers one operation; throws `AwsError` to refuse. */
export type Operation = (input: Record<string, unknown>, call: AwsCall) => unknown;

export type Operations = Readonly<Record<string, Operation>>;

export type AwsJsonOptions = {
  /** Wanted port; a free one is taken when it is in use, 0 asks for any. */
  readonly port: number;
  /** AwsJson 1.0 or 1.1: they differ in the content type only. */
  readonly version: '1.0' | '1.1';
  /** What stands before the dot of `X-Amz-Target`, for instance `AWSStepFunctions`. */
  readonly targetPrefix: string;
  readonly operations: Operations;
  /** Shape namespace before the `#` of `__type`, which clients cut off again. */
  readonly errorNamespace?: string;
  /** Bytes, 1 MB by default. */
  readonly maxBodyBytes?: number;
  /** JSON pages served by GET beside the AWS operations, by path. */
  readonly pages?: Readonly<Record<string, (url: URL) => unknown>>;
  readonly iam?: IamView;
  /** Asked for every resource of every call; without it (or without `iam`) everybody may do everything. */
  readonly authorize?: Authorize;
  /** Told about operations that broke; the caller gets `InternalFailure` and nothing else. */
  readonly onFault?: (error: unknown) => void;
};

export type AwsJsonServer = { readonly url: string; readonly close: () => Promise<void> };

const defaultMaxBodyBytes = 1024 * 1024;

/** Serves the AwsJson protocol on loopback, so that an SDK client works with only its endpoint set. */
export async function startAwsJson(options: AwsJsonOptions): Promise<AwsJsonServer> {
  const server = createServer({ keepAliveTimeout }, (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      report(options, error);
      response.destroy();
    });
  });
  const port = await listen(server, options.port);
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

async function answer(
  options: AwsJsonOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('x-amzn-requestid', requestId);
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const page = request.method === 'GET' ? options.pages?.[url.pathname] : undefined;
  if (page) return send(response, 200, 'application/json', page(url));
  const contentType = `application/x-amz-json-${options.version}`;
  try {
    send(response, 200, contentType, await perform(options, request, requestId));
  } catch (error) {
    const refusal = asRefusal(options, error);
    send(response, refusal.status, contentType, {
      __type: `${options.errorNamespace ? `${options.errorNamespace}#` : ''}${refusal.code}`,
      message: refusal.message,
    });
  }
}

async function perform(
  options: AwsJsonOptions,
  request: IncomingMessage,
  requestId: string,
): Promise<unknown> {
  const body = await readBody(request, options.maxBodyBytes ?? defaultMaxBodyBytes);
  if (request.method !== 'POST') throw unknownOperation(404);
  const [operation, run] = findOperation(options, request.headers['x-amz-target']);
  const call: AwsCall = {
    requestId,
    operation,
    input: parseInput(body),
    accessKeyId: accessKeyOf(request.headers.authorization),
  };
  if (options.authorize && options.iam) await enforce(call, options.iam, options.authorize);
  return (await run(call.input, call)) ?? {};
}

function findOperation(
  { targetPrefix, operations }: AwsJsonOptions,
  target: string | string[] | undefined,
): [string, Operation] {
  const prefix = `${targetPrefix}.`;
  const name =
    typeof target === 'string' && target.startsWith(prefix) ? target.slice(prefix.length) : '';
  const run = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!run) throw unknownOperation(400);
  return [name, run];
}

const unknownOperation = (status: number) =>
  new AwsError('UnknownOperationException', 'The requested operation is not known', status);

function asRefusal(options: AwsJsonOptions, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  report(options, error);
  return new AwsError('InternalFailure', 'The local service failed; its log says why', 500);
}

function report({ onFault = console.error }: AwsJsonOptions, error: unknown): void {
  onFault(error);
}

function send(response: ServerResponse, status: number, contentType: string, body: unknown): void {
  response.writeHead(status, { 'content-type': contentType });
  response.end(JSON.stringify(body));
}
