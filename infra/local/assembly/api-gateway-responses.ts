import * as z from 'zod';
import { headersOf } from './api-integrations.ts';
import { resourcesOfApi } from './api-resources.ts';
import type { Assembly } from './cloud-assembly.ts';

/** How the API words an answer that API Gateway makes itself. */
export type GatewayResponseDefinition = {
  readonly statusCode?: number;
  /** Header name to mapping expression, for instance `'*'` in its own quotes. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body template by content type. */
  readonly templates: Readonly<Record<string, string>>;
};

const GatewayResponseProperties = z.object({
  RestApiId: z.string(),
  ResponseType: z.string(),
  StatusCode: z.coerce.number().optional(),
  ResponseParameters: z.record(z.string(), z.string()).default({}),
  ResponseTemplates: z.record(z.string(), z.string()).default({}),
});

/** The gateway responses of an API by response type (`UNAUTHORIZED`, `DEFAULT_4XX`, …). */
export function gatewayResponsesOf(
  assembly: Assembly,
  apiId: string,
): Readonly<Record<string, GatewayResponseDefinition>> {
  const rows = resourcesOfApi(assembly, apiId, 'GatewayResponse', GatewayResponseProperties);
  return Object.fromEntries(
    rows.map(({ properties }) => {
      const response: GatewayResponseDefinition = {
        statusCode: properties.StatusCode,
        headers: headersOf(properties.ResponseParameters, 'gatewayresponse.header.'),
        templates: properties.ResponseTemplates,
      };
      return [properties.ResponseType, response];
    }),
  );
}
