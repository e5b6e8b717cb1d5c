/** The seam between the twin's core and its routes: everything a route knows about the world comes through here. */

/** Whose words an answer is spoken in: dashscope-api §7.1, §9.7, §6 (OSS speaks XML); `admin` is the twin's own. */
export type Dialect = 'native' | 'compatible' | 'oss' | 'admin';

/** Epoch milliseconds: wall time plus whatever the clock route has added. */
export type Clock = { now(): number };

/** A fault as the admin route or a `[[twin:kind key=value]]` prompt token asks for it. */
export type Fault = { readonly kind: string; readonly [detail: string]: unknown };

export type TwinCall = {
  /** Method, headers and address; the body is already read into `body`. */
  readonly request: Request;
  readonly url: URL;
  readonly body: Uint8Array;
  /** The body's JSON value, where it has one. */
  readonly json?: unknown;
  /** Uuid, also sent as `x-request-id`. */
  readonly requestId: string;
  /** Name of the caller's key (never the key), `undefined` where a route needs none. */
  readonly keyName: string | undefined;
  /** Values of the `:name` segments of the route's path. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The active fault of this kind for this call, if one was injected. */
  fault(kind: string): Fault | undefined;
};

export type Route = {
  readonly method: string;
  /** Path with `:name` segments, for instance `/api/v1/tasks/:task_id`. */
  readonly path: string;
  readonly dialect: Dialect;
  readonly handle: (call: TwinCall) => Response | Promise<Response>;
};

/** A refusal the provider would speak; the core renders it in the route's dialect. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The connection dies without an answer; a server destroys the socket, an in-process fetch rejects. */
export class ConnectionResetError extends Error {
  override readonly name = 'ConnectionResetError';
  readonly code = 'ECONNRESET';
}
