import * as z from 'zod';
import { functionArnOf } from './api-integrations.ts';
import { resourcesOfApi } from './api-resources.ts';
import type { Assembly } from './cloud-assembly.ts';

export type AuthorizerDefinition = {
  readonly id: string;
  readonly type: 'TOKEN' | 'REQUEST';
  readonly functionArn: string;
  /** `method.request.header.Authorization` and the like. */
  readonly identitySources: readonly string[];
  readonly identityValidationExpression?: string;
  readonly cacheSeconds: number;
};

const AuthorizerProperties = z.object({
  RestApiId: z.string(),
  Type: z.enum(['TOKEN', 'REQUEST']),
  AuthorizerUri: z.string(),
  IdentitySource: z.string().default(''),
  IdentityValidationExpression: z.string().optional(),
  AuthorizerResultTtlInSeconds: z.number().default(300),
});

/** The Lambda authorizers of an API by id. */
export function authorizersOf(
  assembly: Assembly,
  apiId: string,
): Readonly<Record<string, AuthorizerDefinition>> {
  const rows = resourcesOfApi(assembly, apiId, 'Authorizer', AuthorizerProperties);
  return Object.fromEntries(
    rows.map(({ resource: { stack, logicalId, ref }, properties }) => {
      const at = { stack, logicalId, path: ['Properties', 'AuthorizerUri'] };
      const authorizer: AuthorizerDefinition = {
        id: ref,
        type: properties.Type,
        functionArn: functionArnOf(properties.AuthorizerUri, 'BUFFERED', at),
        identitySources: properties.IdentitySource.split(',').filter(Boolean),
        identityValidationExpression: properties.IdentityValidationExpression,
        cacheSeconds: properties.AuthorizerResultTtlInSeconds,
      };
      return [ref, authorizer];
    }),
  );
}
