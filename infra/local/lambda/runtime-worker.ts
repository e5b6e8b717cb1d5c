/**
 * The inside of an execution environment: a worker thread that loads one handler and answers invocations.
 * It runs compiled (build-worker.ts).
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorReport, reportOf } from './function-error.ts';
import { type Handler, InitializationError, loadHandler } from './load-handler.ts';
import { awslambda, isStreaming, ResponseStream } from './response-stream.ts';
import type {
  Invocation,
  RuntimeCommand,
  RuntimeMessage,
  RuntimeStart,
} from './runtime-protocol.ts';

const { directory, handler: handlerName, functionArn } = workerData as RuntimeStart;
let openStream: ResponseStream | undefined;

Object.assign(globalThis, { awslambda });
process.on('uncaughtException', (error) => crash(reportOf(error)));
process.on('unhandledRejection', (reason) =>
  crash({
    ...reportOf(reason),
    errorType: 'Runtime.UnhandledPromiseRejection',
    errorMessage: String(reason),
  }),
);

loadHandler(directory, handlerName).then(
  (handler) => {
    parentPort?.on('message', (command: RuntimeCommand) => obey(command, handler));
    post({ kind: 'ready' });
  },
  (error) => crash(reportOf(error)),
);

function obey(command: RuntimeCommand, handler: Handler): void {
  if (command.kind === 'taken') openStream?.chunkTaken();
  else void answer(command.invocation, handler).then(post, (error) => fail(error));
}

async function answer(invocation: Invocation, handler: Handler): Promise<RuntimeMessage> {
  refuseOtherMode(invocation, handler);
  const event: unknown = JSON.parse(invocation.payload);
  const context = contextOf(invocation);
  if (invocation.mode === 'streamed') return answerByStream(handler, event, context);
  const result = await handler(event, context);
  return { kind: 'returned', payload: serialize(result) };
}

async function answerByStream(
  handler: Handler,
  event: unknown,
  context: unknown,
): Promise<RuntimeMessage> {
  const stream = new ResponseStream(post);
  // A handler that ends its stream with an error rejects as well; without a listener the process would crash instead.
  stream.on('error', () => {});
  openStream = stream;
  const finished = new Promise((resolve) => stream.once('finish', resolve));
  await handler(event, stream, context);
  await finished;
  return { kind: 'completed' };
}

function refuseOtherMode({ mode }: Invocation, handler: Handler): void {
  const streams = isStreaming(handler);
  if (streams === (mode === 'streamed')) return;
  throw new InitializationError(
    'Runtime.InvalidStreamingOperation',
    streams
      ? `${handlerName} streams its response (awslambda.streamifyResponse): invoke it with response streaming`
      : `${handlerName} does not stream its response: wrap it in awslambda.streamifyResponse, or invoke it buffered`,
  );
}

function contextOf({ requestId, deadline }: Invocation) {
  const { env } = process;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function serialize(result: unknown): string {
  try {
    return JSON.stringify(result ?? null);
  } catch (error) {
    throw new InitializationError('Runtime.JSONStringifyError', String(error));
  }
}

function fail(error: unknown): void {
  post({ kind: 'failed', report: reportOf(error) });
}

function crash(report: ErrorReport): void {
  post({ kind: 'crashed', report });
  process.exit(1);
}

function post(message: RuntimeMessage, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...transfer]);
}
