import * as z from 'zod';
import {
  type IntegrationDefinition,
  IntegrationProperties,
  toIntegration,
} from './api-integrations.ts';
import { resourcesOfApi } from './api-resources.ts';
import type { Assembly } from './cloud-assembly.ts';

export type RouteDefinition = {
  /** `ANY` or one method. */
  readonly httpMethod: string;
  /** Resource path with `{name}` and `{name+}` segments, for instance `/v1/videos/{id}`. */
  readonly path: string;
  readonly resourceId: string;
  readonly authorizerId?: string;
  readonly apiKeyRequired: boolean;
  readonly integration: IntegrationDefinition;
};

const ResourceProperties = z.object({
  RestApiId: z.string(),
  ParentId: z.string(),
  PathPart: z.string(),
});

/** Strict, so that a check which the deployed API would make is never silently left out. */
const MethodProperties = z
  .strictObject({
    RestApiId: z.string(),
    ResourceId: z.string(),
    HttpMethod: z.string(),
    AuthorizationType: z.enum(['NONE', 'CUSTOM']).default('NONE'),
    AuthorizerId: z.string().optional(),
    ApiKeyRequired: z.boolean().default(false),
    Integration: IntegrationProperties,
    MethodResponses: z.unknown().optional(),
    OperationName: z.unknown().optional(),
  })
  .refine(
    ({ AuthorizationType, AuthorizerId }) =>
      (AuthorizationType === 'CUSTOM') === (AuthorizerId !== undefined),
    'authorization CUSTOM, and nothing else, names an authorizer',
  );

/** The methods of an API with the full paths of their resources. */
export function routesOf(assembly: Assembly, apiId: string): readonly RouteDefinition[] {
  const paths = resourcePaths(assembly, apiId);
  return resourcesOfApi(assembly, apiId, 'Method', MethodProperties).map(
    ({ resource: { stack, logicalId }, properties }) => ({
      httpMethod: properties.HttpMethod,
      path: paths.get(properties.ResourceId) ?? '/',
      resourceId: properties.ResourceId,
      authorizerId: properties.AuthorizerId,
      apiKeyRequired: properties.ApiKeyRequired,
      integration: toIntegration(properties.Integration, {
        stack,
        logicalId,
        path: ['Properties', 'Integration'],
      }),
    }),
  );
}

function resourcePaths(assembly: Assembly, apiId: string): ReadonlyMap<string, string> {
  const rows = resourcesOfApi(assembly, apiId, 'Resource', ResourceProperties);
  const byId = new Map(rows.map(({ resource, properties }) => [resource.ref, properties]));
  const pathOf = (id: string): string => {
    const row = byId.get(id);
    return row === undefined ? '' : `${pathOf(row.ParentId)}/${row.PathPart}`;
  };
  return new Map([...byId.keys()].map((id) => [id, pathOf(id)]));
}
