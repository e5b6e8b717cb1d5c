import type { ErrorReport } from './function-error.ts';

/** How the caller wants the response: whole, or as it is written. */
export type ResponseMode = 'buffered' | 'streamed';

/** What a worker thread is started with. */
export type RuntimeStart = {
  /** Absolute path of the unpacked code. */
  readonly directory: string;
  /** `file.export`. */
  readonly handler: string;
  readonly functionArn: string;
};

export type Invocation = {
  readonly requestId: string;
  readonly mode: ResponseMode;
  /** The event as JSON text. */
  readonly payload: string;
  /** Epoch milliseconds at which the invocation times out. */
  readonly deadline: number;
};

/** From the platform to a worker; `taken` says that the last chunk has a place to go. */
export type RuntimeCommand =
  | { readonly kind: 'invoke'; readonly invocation: Invocation }
  | { readonly kind: 'taken' };

/** From a worker to the platform. */
export type RuntimeMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'returned'; readonly payload: string }
  | { readonly kind: 'failed'; readonly report: ErrorReport }
  | { readonly kind: 'prelude'; readonly prelude: string }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'ended' }
  | { readonly kind: 'completed' }
  /** The process is about to end: nothing else will be invoked in it. */
  | { readonly kind: 'crashed'; readonly report: ErrorReport };
