import * as z from 'zod';
import { type Assembly, readProperties } from './cloud-assembly.ts';

/** What a usage plan grants each of its API keys. */
export type UsagePlanDefinition = {
  readonly id: string;
  readonly stages: readonly { readonly apiId: string; readonly stageName: string }[];
  /** Requests per second and bucket size. */
  readonly throttle?: { readonly rateLimit: number; readonly burstLimit: number };
  readonly quota?: { readonly limit: number; readonly period: 'DAY' | 'WEEK' | 'MONTH' };
};

const UsagePlanProperties = z.object({
  ApiStages: z.array(z.object({ ApiId: z.string(), Stage: z.string() })).default([]),
  Throttle: z.object({ RateLimit: z.number(), BurstLimit: z.number() }).optional(),
  Quota: z.object({ Limit: z.number(), Period: z.enum(['DAY', 'WEEK', 'MONTH']) }).optional(),
});

/** Plans only: API keys have no values in templates, so callers bring their own. */
export function usagePlansOf(assembly: Assembly): readonly UsagePlanDefinition[] {
  return assembly.resources('AWS::ApiGateway::UsagePlan').map((resource) => {
    const { ApiStages, Throttle, Quota } = readProperties(resource, UsagePlanProperties);
    return {
      id: resource.ref,
      stages: ApiStages.map(({ ApiId, Stage }) => ({ apiId: ApiId, stageName: Stage })),
      throttle: Throttle && { rateLimit: Throttle.RateLimit, burstLimit: Throttle.BurstLimit },
      quota: Quota && { limit: Quota.Limit, period: Quota.Period },
    };
  });
}
