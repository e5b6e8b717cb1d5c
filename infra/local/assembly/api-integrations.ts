import * as z from 'zod';
import { TemplateError, type TemplateLocation } from './template-error.ts';

/** What stands behind a method: a function, or a constant answer of the gateway itself. */
export type IntegrationDefinition = FunctionIntegration | MockIntegration;

export type FunctionIntegration = {
  readonly type: 'AWS_PROXY';
  readonly functionArn: string;
  readonly responseTransferMode: 'BUFFERED' | 'STREAM';
  readonly timeoutMilliseconds: number;
};

export type MockIntegration = {
  readonly type: 'MOCK';
  /** By content type; each says which status the constant answer has. */
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly passthroughBehavior: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  readonly responses: readonly MockResponse[];
};

export type MockResponse = {
  readonly statusCode: number;
  /** Regular expression over the status that the request template named; absent in the default one. */
  readonly selectionPattern?: string;
  /** Header name to mapping expression. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body template by content type. */
  readonly templates: Readonly<Record<string, string>>;
};

const ProxyProperties = z.strictObject({
  Type: z.literal('AWS_PROXY'),
  Uri: z.string(),
  IntegrationHttpMethod: z.literal('POST'),
  ResponseTransferMode: z.enum(['BUFFERED', 'STREAM']).default('BUFFERED'),
  TimeoutInMillis: z.number().default(29_000),
});

const MockProperties = z.strictObject({
  Type: z.literal('MOCK'),
  RequestTemplates: z.record(z.string(), z.string()).default({}),
  PassthroughBehavior: z.enum(['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER']).optional(),
  IntegrationResponses: z
    .array(
      z.strictObject({
        StatusCode: z.coerce.number(),
        SelectionPattern: z.string().optional(),
        ResponseParameters: z.record(z.string(), z.string()).default({}),
        ResponseTemplates: z.record(z.string(), z.string()).default({}),
      }),
    )
    .default([]),
});

/** `AWS::ApiGateway::Method.Integration`, for the two kinds that the laptop serves. */
export const IntegrationProperties = z.discriminatedUnion('Type', [
  ProxyProperties,
  MockProperties,
]);

/** API version and verb in the integration URI, by transfer mode (aws-facts §2). */
const invocationPaths = {
  BUFFERED: /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/,
  STREAM: /:lambda:path\/2021-11-15\/functions\/(.+)\/response-streaming-invocations$/,
} as const;

const responseHeader = 'method.response.header.';

/** @throws TemplateError where the transfer mode and the integration URI contradict each other */
export function toIntegration(
  properties: z.infer<typeof IntegrationProperties>,
  at: TemplateLocation,
): IntegrationDefinition {
  if (properties.Type === 'MOCK') return toMock(properties);
  return {
    type: 'AWS_PROXY',
    functionArn: functionArnOf(properties.Uri, properties.ResponseTransferMode, at),
    responseTransferMode: properties.ResponseTransferMode,
    timeoutMilliseconds: properties.TimeoutInMillis,
  };
}

/** @throws TemplateError unless the URI invokes a function in the given transfer mode */
export function functionArnOf(
  uri: string,
  mode: keyof typeof invocationPaths,
  at: TemplateLocation,
): string {
  const arn = invocationPaths[mode].exec(uri)?.[1];
  if (arn !== undefined) return arn;
  throw new TemplateError(at, `${uri} does not invoke a function in mode ${mode}`);
}

function toMock(properties: z.infer<typeof MockProperties>): MockIntegration {
  return {
    type: 'MOCK',
    requestTemplates: properties.RequestTemplates,
    passthroughBehavior: properties.PassthroughBehavior ?? 'WHEN_NO_MATCH',
    responses: properties.IntegrationResponses.map((response) => ({
      statusCode: response.StatusCode,
      selectionPattern: response.SelectionPattern,
      headers: headersOf(response.ResponseParameters, responseHeader),
      templates: response.ResponseTemplates,
    })),
  };
}

/** The header mappings among response parameters, by header name. */
export function headersOf(
  parameters: Readonly<Record<string, string>>,
  prefix: string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, expression]) => [key.slice(prefix.length), expression]),
  );
}
