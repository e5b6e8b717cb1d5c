import { randomUUID } from 'node:crypto';
import { breakAfter, breakBefore, type Sleep } from '../faults/break-call.ts';
import type { FaultDesk } from '../faults/fault-desk.ts';
import {
  type Clock,
  ConnectionResetError,
  type Dialect,
  ProviderError,
  type Route,
} from '../route.ts';
import type { Witness } from '../witness/witness.ts';
import { type ApiKeys, findKeyName, requireKeyName } from './authenticate.ts';
import { createCall, type OriginOf, type Progress } from './create-call.ts';
import { addProviderHeaders } from './provider-headers.ts';
import { jsonBodyLimit, parseJson, readBody, uploadBodyLimit } from './read-body.ts';
import { renderError } from './render-error.ts';
import { createRouter, type RouteMatch } from './router.ts';

export type PipelineOptions = {
  readonly clock: Clock;
  readonly keys: ApiKeys;
  readonly routes: readonly Route[];
  readonly desk: FaultDesk;
  readonly witness: Witness;
  readonly sleep: Sleep;
  readonly originOf: OriginOf;
  /** Where an error goes that is nobody's but the twin's own. */
  readonly report: (error: unknown) => void;
};

/** Route lookup, authentication, body, faults, route; every refusal is rendered here and nowhere else (dashscope-api §15). */
export function createPipeline(options: PipelineOptions): (request: Request) => Promise<Response> {
  const findRoute = createRouter(options.routes);
  return async (request) => {
    const arrivedAt = options.clock.now();
    const url = new URL(request.url);
    const progress: Progress = {
      requestId: randomUUID(),
      url,
      dialect: dialectOf(url.pathname),
      streaming: false,
    };
    const { requestId } = progress;
    let status: number | null = null;
    try {
      const response = await answer(request, progress, findRoute(url.pathname), options);
      status = response.status;
      return addProviderHeaders(response, progress.dialect, { ...options, requestId, arrivedAt });
    } finally {
      if (progress.dialect !== 'admin') {
        options.witness.record({
          time: new Date(arrivedAt).toISOString(),
          method: request.method,
          path: url.pathname,
          model: progress.model ?? null,
          status,
          key_name: findKeyName(request.headers, options.keys) ?? null,
        });
      }
    }
  };
}

/** Where no route tells, the path does. */
function dialectOf(path: string): Dialect {
  if (path.startsWith('/_twin')) return 'admin';
  return path.startsWith('/compatible-mode') ? 'compatible' : 'native';
}

async function answer(
  request: Request,
  progress: Progress,
  match: RouteMatch | undefined,
  options: PipelineOptions,
): Promise<Response> {
  try {
    return await run(request, progress, match, options);
  } catch (error) {
    if (error instanceof ConnectionResetError) throw error;
    if (!(error instanceof ProviderError)) options.report(error);
    const spoken =
      error instanceof ProviderError
        ? error
        : new ProviderError(500, 'InternalError', 'Internal server error!');
    return renderError(progress.dialect, spoken, progress);
  }
}

async function run(
  request: Request,
  progress: Progress,
  match: RouteMatch | undefined,
  options: PipelineOptions,
): Promise<Response> {
  const [first] = match?.routes ?? [];
  progress.dialect = first?.dialect ?? progress.dialect;
  const isUpload = progress.dialect === 'oss';
  const body = await readBody(request, isUpload ? uploadBodyLimit : jsonBodyLimit);
  const needsKey = first !== undefined && !isUpload && progress.dialect !== 'admin';
  const keyName = needsKey ? requireKeyName(request.headers, options.keys) : undefined;
  if (match === undefined) throw new ProviderError(404, 'NotFound', 'Not found!');
  const route = match.routes.find(({ method }) => method === request.method);
  if (route === undefined) throw wrongMethod(request.method);
  if (body === undefined) throw tooLarge();
  const json = isUpload ? undefined : parseJson(body);
  const { parameters } = match;
  const received = { request, body, json, keyName, parameters };
  const call = createCall(received, progress, options.desk, options.originOf);
  if (route.dialect === 'admin') return route.handle(call);
  await breakBefore(call, options.sleep);
  return breakAfter(call, await route.handle(call));
}

function wrongMethod(method: string): ProviderError {
  return new ProviderError(400, 'InvalidParameter', `Request method '${method}' is not supported.`);
}

function tooLarge(): ProviderError {
  return new ProviderError(400, 'BadRequest.TooLarge', 'Payload Too Large.');
}
