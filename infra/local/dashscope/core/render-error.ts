import type { Dialect, ProviderError } from '../route.ts';
import { findErrorRow } from './error-rows.ts';

type Rendering = {
  readonly requestId: string;
  /** The caller asked for a stream: a compatible refusal is then one SSE frame (dashscope-api §9.4). */
  readonly streaming: boolean;
};

type Render = (error: ProviderError, rendering: Rendering) => Response;

const helpPage = 'https://www.alibabacloud.com/help/en/model-studio/error-code';

const unknownKey = `Incorrect API key provided. For details, see: ${helpPage}#apikey-error`;
const limitReached = `You have exceeded your current request limit. For details, see: ${helpPage}#rate-limit`;

/** What the compatible endpoint says instead of a native sentence (dashscope-api §9.7). */
const compatibleMessages: Readonly<Record<string, string>> = {
  'Invalid API-key provided.': unknownKey,
  'No API-key provided.': unknownKey,
  'Requests rate limit exceeded, please try again later.': limitReached,
};

/** Codes whose `type` is OpenAI's; every other code is its own type (dashscope-api §9.7). */
const invalidRequestCodes = new Set([
  'invalid_parameter_error',
  'invalid_api_key',
  'model_not_found',
  'model_not_supported',
  'invalid_request_error',
  'invalid_value',
]);

const json = 'application/json';

const renderNative: Render = (error, { requestId }) => {
  const body = { code: error.code, message: error.message, request_id: requestId };
  return respond(error.status, json, JSON.stringify(body));
};

const renderCompatible: Render = (error, { requestId, streaming }) => {
  const code = findErrorRow({ code: error.code })?.compatibleCode ?? error.code;
  const message = compatibleMessages[error.message] ?? error.message;
  const type = invalidRequestCodes.has(code) ? 'invalid_request_error' : code;
  const body = JSON.stringify({
    error: { message, type, param: null, code },
    request_id: requestId,
  });
  return streaming
    ? respond(error.status, 'text/event-stream', `data: ${body}\n\n`)
    : respond(error.status, json, body);
};

const renderOss: Render = (error, { requestId }) => {
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Error>',
    `  <Code>${escapeXml(error.code)}</Code>`,
    `  <Message>${escapeXml(error.message)}</Message>`,
    `  <RequestId>${requestId}</RequestId>`,
    '</Error>',
  ].join('\n');
  return respond(error.status, 'application/xml', body);
};

const renderers: Readonly<Record<Dialect, Render>> = {
  native: renderNative,
  compatible: renderCompatible,
  oss: renderOss,
  admin: renderNative,
};

/** A refusal in the words of the dialect (dashscope-api §7.1, §9.7, §6). */
export function renderError(
  dialect: Dialect,
  error: ProviderError,
  rendering: Rendering,
): Response {
  return renderers[dialect](error, rendering);
}

function respond(status: number, contentType: string, body: string): Response {
  return new Response(body, { status, headers: { 'content-type': contentType } });
}

function escapeXml(text: string): string {
  return text.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
