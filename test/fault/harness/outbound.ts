import type { FunctionError } from '../../../infra/local/lambda/function-error.ts';

type Service = 's3' | 'states' | 'secrets' | 'events' | 'provider';

/** One call that a function sends out: a numbered point where its process can die. */
export type OutboundCall = {
  /** From 1, in the order of sending, over all functions of a scenario. */
  readonly number: number;
  readonly functionName: string;
  readonly service: Service;
  readonly method: string;
  /** Path and query, or the operation. */
  readonly target: string;
  /** The same with ids and digests named, not shown, so that two runs read the same. */
  readonly what: string;
  readonly invocation: Invocation;
  /** When it went out, in epoch milliseconds of virtual time. */
  readonly at: number;
};

/** A running function; once dead, nothing it does reaches anybody. */
export type Invocation = {
  readonly functionName: string;
  /** Ends the process: the caller hears the error, what the code still sends goes nowhere. */
  readonly die: (error: FunctionError) => void;
};

/** Stands between a function and the world; `send` performs the call. */
export type Interceptor = (call: OutboundCall, send: () => Promise<unknown>) => Promise<unknown>;

/** What a dead process awaits. */
export const never = new Promise<never>(() => {});

const uuid = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
const jobId = /\b(vid|vis|ast)_[0-9a-v]{26}/g;
const digest = /\b[0-9a-f]{64}\b/g;
const uploadId = /uploadId=[^&]+/g;

/** An address without what differs from run to run. */
const describeTarget = (path: string): string =>
  path
    .replace(uuid, '{uuid}')
    .replace(jobId, '{$1}')
    .replace(digest, '{digest}')
    .replace(uploadId, 'uploadId={upload}');

/** Fills in what can be told from a call's target. */
export const withWords = <Call extends { readonly target: string }>(call: Call) => ({
  ...call,
  what: describeTarget(call.target),
});

/** A call in words that are the same in every run. */
export const describeCall = ({ functionName, service, method, what }: OutboundCall): string =>
  `${functionName}: ${service} ${method} ${what}`;

/** Sends through every interceptor, the first one outermost. */
export function sendThrough<Value>(
  interceptors: readonly Interceptor[],
  call: OutboundCall,
  send: () => Promise<Value>,
): Promise<Value> {
  const chain = interceptors.reduceRight<() => Promise<unknown>>(
    (next, intercept) => () => intercept(call, next),
    send,
  );
  return chain() as Promise<Value>;
}

/** One run of a function. */
export type Step = {
  /** From 1, in the order of starting, over all functions of a scenario. */
  readonly number: number;
  readonly functionName: string;
};

/** Stands between whoever invokes a function and the function; `run` may be called more than once. */
export type StepInterceptor = (step: Step, run: () => Promise<unknown>) => Promise<unknown>;
