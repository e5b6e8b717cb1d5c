import type { MockIntegration, MockResponse } from '../assembly/api-integrations.ts';
import { GatewayError } from './gateway-error.ts';
import type { GatewayReply } from './gateway-reply.ts';
import { evaluateHeaders, type MappingSource, render } from './mapping.ts';

/**
 * The constant answer of a MOCK integration: its request template names a status, which chooses the response.
 *
 * @throws GatewayError UNSUPPORTED_MEDIA_TYPE or API_CONFIGURATION_ERROR
 */
export function answerMock(integration: MockIntegration, source: MappingSource): GatewayReply {
  const status = statusOf(integration, source);
  const response = chooseResponse(integration.responses, status);
  const [contentType, template] = Object.entries(response.templates)[0] ?? ['application/json', ''];
  return {
    statusCode: response.statusCode,
    headers: [['Content-Type', contentType], ...evaluateHeaders(response.headers, source)],
    body: Buffer.from(render(template, source)),
  };
}

function statusOf(integration: MockIntegration, source: MappingSource): string {
  const { requestTemplates, passthroughBehavior } = integration;
  const [contentType = ''] = (source.header('content-type') ?? 'application/json').split(';');
  const template = requestTemplates[contentType.trim().toLowerCase()];
  const isPassedThrough =
    passthroughBehavior === 'WHEN_NO_MATCH' ||
    (passthroughBehavior === 'WHEN_NO_TEMPLATES' && Object.keys(requestTemplates).length === 0);
  if (template === undefined && !isPassedThrough) throw new GatewayError('UNSUPPORTED_MEDIA_TYPE');
  const [, status] = /"?statusCode"?\s*:\s*"?(\d{3})/.exec(template ?? '') ?? [];
  if (status !== undefined) return status;
  throw new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `No request template of the MOCK integration names a status for ${contentType}`,
  });
}

function chooseResponse(responses: readonly MockResponse[], status: string): MockResponse {
  const chosen =
    responses.find(
      ({ selectionPattern }) =>
        selectionPattern !== undefined && new RegExp(`^(?:${selectionPattern})$`).test(status),
    ) ?? responses.find(({ selectionPattern }) => selectionPattern === undefined);
  if (chosen !== undefined) return chosen;
  throw new GatewayError('API_CONFIGURATION_ERROR', {
    reason: `The MOCK integration has no response for status ${status}`,
  });
}
