import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Authorize, enforce, type IamView } from '../../../infra/local/wire/authorize.ts';
import { accessKeyOf, parseInput } from '../../../infra/local/wire/aws-call.ts';
import { AwsError } from '../../../infra/local/wire/aws-error.ts';
import type { Operations } from '../../../infra/local/wire/aws-json.ts';
import type { AwsClientOptions } from '../../../shared/runtime/world.ts';

/** An AWS SDK client's request as it would go onto the wire. */
export type WireRequest = {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};
export type WireAnswer = {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
};
export type Wire = (request: WireRequest) => Promise<WireAnswer>;

/** A wire as the `requestHandler` of any AWS SDK client. */
export function createRequestHandler(wire: Wire): AwsClientOptions['requestHandler'] {
  const handler = {
    async handle(request: WireRequest) {
      const { status, headers, body } = await wire(request);
      return {
        response: { statusCode: status, headers, body: Readable.from([Buffer.from(body)]) },
      };
    },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
  };
  return handler as unknown as AwsClientOptions['requestHandler'];
}

/** Path and query as they stand in a request line. */
export function targetOf({ path, query = {} }: WireRequest): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ''].flat().map((one): [string, string] => [name, one]),
  );
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}

export async function bodyOf({ body }: WireRequest): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (body instanceof Readable) return buffer(body);
  // some clients hand over bytes that pose as a string and complain when they are taken for one
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.length);
  return Buffer.from(String(body));
}

/** The part of `X-Amz-Target` before its dot, if a request speaks AwsJson at all. */
export const serviceOf = ({ headers }: WireRequest): string | undefined =>
  headers['x-amz-target']?.split('.')[0];

/** The part of `X-Amz-Target` after its dot. */
export const operationOf = ({ headers }: WireRequest): string =>
  headers['x-amz-target']?.split('.')[1] ?? '';

/** One AwsJson service without its socket. */
export function createJsonWire(operations: Operations, iam: IamView, authorize: Authorize): Wire {
  return async (request) => {
    const operation = operationOf(request);
    try {
      const input = parseInput((await bodyOf(request)).toString('utf8'));
      const accessKeyId = accessKeyOf(request.headers.authorization);
      const call = { requestId: 'in-process', operation, input, accessKeyId };
      await enforce(call, iam, authorize);
      const run = operations[operation];
      if (!run) throw new AwsError('UnknownOperationException', operation);
      return jsonAnswer(200, (await run(input, call)) ?? {});
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return jsonAnswer(error.status, { __type: error.code, message: error.message });
    }
  };
}

export function jsonAnswer(status: number, body: unknown): WireAnswer {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  return { status, headers, body: Buffer.from(JSON.stringify(body)) };
}
