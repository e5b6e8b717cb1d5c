import { problemContentType, problemDocument } from '../../shared/contract/problem.ts';
import { type RouteDefinition, type RouteId, routes } from '../../shared/contract/routes.ts';
import { ServiceError } from '../../shared/contract/service-error.ts';
import type { Logger } from '../../shared/runtime/logger.ts';

/** What a route answers; the body is checked against the contract, so that only documented members leave. */
export type Reply = {
  /** The route's usual one when not given. */
  readonly status?: 202;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** An answer ready for the wire. */
export type WireReply = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
};

export function renderReply(id: RouteId, requestId: string, reply: Reply): WireReply {
  const route: RouteDefinition = routes[id];
  const schema = reply.status === 202 ? route.accepted : route.response;
  const common = schema ? jsonHeaders(requestId) : commonHeaders(requestId);
  const body = schema ? JSON.stringify(schema.parse(reply.body)) : '';
  return {
    statusCode: reply.status ?? route.status,
    headers: { ...common, ...reply.headers },
    body,
  };
}

/** The one place where errors become HTTP: callers read theirs, ours say nothing private. */
export function renderError(error: unknown, requestId: string, logger: Logger): WireReply {
  const known = error instanceof ServiceError ? error : undefined;
  if (!known || known.status >= 500) logger.error('request.failed', error);
  const { code, message, errors, extras } = known ?? internal;
  const document = problemDocument({ code, detail: message, requestId, errors, extras });
  const headers = { ...jsonHeaders(requestId), 'content-type': problemContentType };
  return { statusCode: document.status, headers, body: JSON.stringify(document) };
}

const internal = new ServiceError('internal_error', 'Something failed on our side. Try again.');

function jsonHeaders(requestId: string): Record<string, string> {
  return { 'content-type': 'application/json', ...commonHeaders(requestId) };
}

function commonHeaders(requestId: string): Record<string, string> {
  return { 'cache-control': 'no-store', 'x-request-id': requestId };
}
