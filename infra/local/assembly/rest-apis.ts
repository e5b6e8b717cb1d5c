import * as z from 'zod';
import { type AuthorizerDefinition, authorizersOf } from './api-authorizers.ts';
import { type GatewayResponseDefinition, gatewayResponsesOf } from './api-gateway-responses.ts';
import { resourcesOfApi } from './api-resources.ts';
import { type RouteDefinition, routesOf } from './api-routes.ts';
import { type Assembly, type Resource, readProperties } from './cloud-assembly.ts';
import { TemplateError } from './template-error.ts';
import { type UsagePlanDefinition, usagePlansOf } from './usage-plans.ts';

/** One REST API with its only stage, as API Gateway serves it. */
export type RestApiDefinition = {
  readonly id: string;
  readonly region: string;
  readonly account: string;
  readonly stage: StageDefinition;
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly binaryMediaTypes: readonly string[];
  readonly routes: readonly RouteDefinition[];
  /** By authorizer id. */
  readonly authorizers: Readonly<Record<string, AuthorizerDefinition>>;
  /** By response type, for instance `UNAUTHORIZED` or `DEFAULT_4XX`. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseDefinition>>;
  /** The plans bound to the stage. */
  readonly usagePlans: readonly UsagePlanDefinition[];
};

type StageDefinition = {
  readonly name: string;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
};

const RestApiProperties = z.object({
  ApiKeySourceType: z.enum(['HEADER', 'AUTHORIZER']).default('HEADER'),
  BinaryMediaTypes: z.array(z.string()).default([]),
  Body: z.undefined({ error: 'an OpenAPI body is not understood' }).optional(),
});

const StageProperties = z.object({
  RestApiId: z.string(),
  StageName: z.string(),
  DeploymentId: z.string(),
  Variables: z.record(z.string(), z.string()).default({}),
});

/** @throws TemplateError for what the laptop's gateway does not do, and unless an API has one stage */
export function restApisOf(assembly: Assembly): readonly RestApiDefinition[] {
  const plans = usagePlansOf(assembly);
  return assembly.resources('AWS::ApiGateway::RestApi').map((api) => {
    const properties = readProperties(api, RestApiProperties);
    const stage = stageOf(assembly, api);
    return {
      id: api.ref,
      region: assembly.region,
      account: assembly.account,
      stage,
      apiKeySource: properties.ApiKeySourceType,
      binaryMediaTypes: properties.BinaryMediaTypes,
      routes: routesOf(assembly, api.ref),
      authorizers: authorizersOf(assembly, api.ref),
      gatewayResponses: gatewayResponsesOf(assembly, api.ref),
      usagePlans: plans.filter((plan) =>
        plan.stages.some(({ apiId, stageName }) => apiId === api.ref && stageName === stage.name),
      ),
    };
  });
}

function stageOf(assembly: Assembly, { ref, stack, logicalId }: Resource): StageDefinition {
  const [stage, ...others] = resourcesOfApi(assembly, ref, 'Stage', StageProperties);
  if (stage === undefined || others.length > 0) {
    throw new TemplateError({ stack, logicalId, path: [] }, 'needs exactly one stage');
  }
  const { StageName, DeploymentId, Variables } = stage.properties;
  return { name: StageName, deploymentId: DeploymentId, variables: Variables };
}
