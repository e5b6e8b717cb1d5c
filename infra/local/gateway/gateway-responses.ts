import type { GatewayResponseDefinition } from '../assembly/api-gateway-responses.ts';
import type { GatewayError } from './gateway-error.ts';
import type { GatewayReply } from './gateway-reply.ts';
import { evaluateHeaders, type MappingSource, render } from './mapping.ts';

/** What API Gateway says where the API has no template. */
const plain: GatewayResponseDefinition = {
  headers: {},
  templates: { 'application/json': '{"message":$context.error.messageString}' },
};

/** Renders an error by the API's gateway response of its type, else by `DEFAULT_4XX` or `DEFAULT_5XX`. */
export function renderGatewayError(
  error: GatewayError,
  definitions: Readonly<Record<string, GatewayResponseDefinition>>,
  source: MappingSource,
): GatewayReply {
  const fallback = error.statusCode < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const definition = definitions[error.code] ?? definitions[fallback] ?? plain;
  const withError = { ...source, context: { ...source.context, error: describe(error) } };
  const [contentType, template] = chooseTemplate(definition, source);
  return {
    statusCode: definition.statusCode ?? error.statusCode,
    headers: [
      ['x-amzn-ErrorType', exceptionNames[error.code] ?? 'InternalServerErrorException'],
      ['Content-Type', contentType],
      ...evaluateHeaders(definition.headers, withError),
    ],
    body: Buffer.from(render(template, withError)),
  };
}

/** `x-amzn-ErrorType` where it is not the internal error. */
const exceptionNames: Readonly<Record<string, string>> = {
  ACCESS_DENIED: 'AccessDeniedException',
  BAD_REQUEST_PARAMETERS: 'BadRequestException',
  DEFAULT_4XX: 'BadRequestException',
  INVALID_API_KEY: 'ForbiddenException',
  MISSING_AUTHENTICATION_TOKEN: 'MissingAuthenticationTokenException',
  QUOTA_EXCEEDED: 'LimitExceededException',
  REQUEST_TOO_LARGE: 'RequestTooLargeException',
  THROTTLED: 'TooManyRequestsException',
  UNAUTHORIZED: 'UnauthorizedException',
  UNSUPPORTED_MEDIA_TYPE: 'UnsupportedMediaTypeException',
};

function describe({ code, message }: GatewayError) {
  return { message, messageString: JSON.stringify(message), responseType: code };
}

/** The template of the content type that the caller accepts by name, else the first. */
function chooseTemplate(
  { templates }: GatewayResponseDefinition,
  source: MappingSource,
): [contentType: string, template: string] {
  const accepted = (source.header('accept') ?? '').split(/[,;]/).map((type) => type.trim());
  const choices = Object.entries(templates);
  const chosen = choices.find(([type]) => accepted.includes(type)) ?? choices[0];
  return chosen ?? ['application/json', plain.templates['application/json'] ?? ''];
}
