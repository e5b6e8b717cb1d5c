import { validateHeaderName, validateHeaderValue } from 'node:http';
import * as z from 'zod';
import type { FunctionIntegration } from '../assembly/api-integrations.ts';
import type { Functions } from '../lambda/create-functions.ts';
import { FunctionError } from '../lambda/function-error.ts';
import type { StreamedResponse } from '../lambda/streamed-response.ts';
import { GatewayError } from './gateway-error.ts';
import type { GatewayReply } from './gateway-reply.ts';
import { limitBody, withinLimit } from './time-limit.ts';

/** A regional API breaks a stream off after this silence (aws-facts §2). */
const IDLE_MILLISECONDS = 5 * 60 * 1000;

const Text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** What a Lambda proxy integration must return. */
const ProxyResponse = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), Text).nullish(),
  multiValueHeaders: z.record(z.string(), z.array(Text)).nullish(),
  body: Text.nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

export type IntegrationCall = {
  readonly integration: FunctionIntegration;
  readonly event: unknown;
  /** Whether base64 bodies of the function are sent as the bytes they stand for. */
  readonly decodesBase64: boolean;
  now(): Date;
};

/** @throws GatewayError INTEGRATION_FAILURE, INTEGRATION_TIMEOUT or REQUEST_TOO_LARGE */
export async function callFunction(
  functions: Pick<Functions, 'invoke' | 'stream'>,
  call: IntegrationCall,
): Promise<GatewayReply> {
  try {
    return call.integration.responseTransferMode === 'STREAM'
      ? await callStreaming(functions, call)
      : await callBuffered(functions, call);
  } catch (error) {
    throw error instanceof FunctionError ? toGatewayError(error) : error;
  }
}

async function callBuffered(
  { invoke }: Pick<Functions, 'invoke'>,
  { integration, event, decodesBase64 }: IntegrationCall,
): Promise<GatewayReply> {
  const { functionArn, timeoutMilliseconds } = integration;
  const response = ProxyResponse.safeParse(
    await withinLimit(invoke(functionArn, event), timeoutMilliseconds),
  );
  if (!response.success) {
    throw new GatewayError('INTEGRATION_FAILURE', {
      reason: `Malformed Lambda proxy response: ${z.prettifyError(response.error)}`,
    });
  }
  const { statusCode, body, isBase64Encoded } = response.data;
  const decodes = decodesBase64 && isBase64Encoded === true;
  return {
    statusCode,
    headers: sendable(mergeHeaders(response.data)),
    body: Buffer.from(body ?? '', decodes ? 'base64' : 'utf8'),
  };
}

async function callStreaming(
  { stream }: Pick<Functions, 'stream'>,
  { integration, event, now }: IntegrationCall,
): Promise<GatewayReply> {
  const { functionArn, timeoutMilliseconds } = integration;
  const deadline = now().getTime() + timeoutMilliseconds;
  const response = await withinLimit(
    stream(functionArn, event),
    Math.min(timeoutMilliseconds, IDLE_MILLISECONDS),
  );
  return {
    statusCode: response.statusCode,
    headers: sendable([...mergeHeaders(response), ...cookieHeaders(response)]),
    body: limitBody(response.body, {
      idleMilliseconds: IDLE_MILLISECONDS,
      deadline,
      now: () => now().getTime(),
    }),
  };
}

type HeaderSets = {
  readonly headers?: Readonly<Record<string, string>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>> | null;
};

/** Both kinds together; a value that stands in both is sent once. */
function mergeHeaders({ headers, multiValueHeaders }: HeaderSets): [string, string][] {
  const several = Object.entries(multiValueHeaders ?? {}).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const single = Object.entries(headers ?? {}).filter(
    ([name, value]) =>
      !several.some(
        ([other, same]) => other.toLowerCase() === name.toLowerCase() && same === value,
      ),
  );
  return [...single, ...several];
}

/** Refuses names and values that HTTP cannot carry, line breaks above all. */
function sendable(headers: [string, string][]): [string, string][] {
  try {
    for (const [name, value] of headers) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return headers;
  } catch (error) {
    throw new GatewayError('INTEGRATION_FAILURE', { reason: String(error) });
  }
}

function cookieHeaders({ cookies }: StreamedResponse): [string, string][] {
  return cookies.map((cookie) => ['Set-Cookie', cookie]);
}

function toGatewayError({ code, report }: FunctionError): GatewayError {
  return code === 'Lambda.RequestTooLargeException'
    ? new GatewayError('REQUEST_TOO_LARGE')
    : new GatewayError('INTEGRATION_FAILURE', { reason: `${code}: ${report.errorMessage}` });
}
