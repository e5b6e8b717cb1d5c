import type * as z from 'zod';
import { type Assembly, type Resource, readProperties } from './cloud-assembly.ts';

/** All resources of an API Gateway type (`Method`, `Stage`, …) that belong to one API. */
export function resourcesOfApi<Schema extends z.ZodType<{ RestApiId: string }>>(
  assembly: Assembly,
  apiId: string,
  type: string,
  schema: Schema,
): readonly { readonly resource: Resource; readonly properties: z.infer<Schema> }[] {
  return assembly
    .resources(`AWS::ApiGateway::${type}`)
    .map((resource) => ({ resource, properties: readProperties(resource, schema) }))
    .filter(({ properties }) => properties.RestApiId === apiId);
}
