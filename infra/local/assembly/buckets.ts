import * as z from 'zod';
import { type Assembly, readProperties } from './cloud-assembly.ts';

export type BucketDefinition = {
  readonly name: string;
  readonly arn: string;
  readonly corsRules: readonly CorsRule[];
  /** Whether object events go to the default event bus. */
  readonly eventBridge: boolean;
  readonly versioned: boolean;
  readonly lifecycleRules: readonly LifecycleRule[];
};

type CorsRule = {
  readonly allowedOrigins: string[];
  readonly allowedMethods: string[];
  readonly allowedHeaders: string[];
  readonly exposedHeaders: string[];
  readonly maxAgeSeconds?: number;
};

type LifecycleRule = {
  readonly enabled: boolean;
  readonly prefix: string;
  readonly expirationDays?: number;
  readonly abortIncompleteMultipartUploadDays?: number;
};

const CorsRuleProperties = z.object({
  AllowedOrigins: z.array(z.string()),
  AllowedMethods: z.array(z.string()),
  AllowedHeaders: z.array(z.string()).default([]),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: z.number().optional(),
});

const LifecycleRuleProperties = z.object({
  Status: z.enum(['Enabled', 'Disabled']),
  Prefix: z.string().default(''),
  ExpirationInDays: z.number().optional(),
  AbortIncompleteMultipartUpload: z.object({ DaysAfterInitiation: z.number() }).optional(),
});

const BucketProperties = z.object({
  CorsConfiguration: z.object({ CorsRules: z.array(CorsRuleProperties) }).optional(),
  LifecycleConfiguration: z.object({ Rules: z.array(LifecycleRuleProperties) }).optional(),
  NotificationConfiguration: z
    .strictObject({
      EventBridgeConfiguration: z.object({ EventBridgeEnabled: z.boolean().default(true) }),
    })
    .optional(),
  VersioningConfiguration: z.object({ Status: z.string() }).optional(),
});

/** @throws TemplateError for notifications that do not go through EventBridge */
export function bucketsOf(assembly: Assembly): readonly BucketDefinition[] {
  return assembly.resources('AWS::S3::Bucket').map((resource) => {
    const properties = readProperties(resource, BucketProperties);
    const notifications = properties.NotificationConfiguration?.EventBridgeConfiguration;
    return {
      name: resource.name,
      arn: resource.attribute('Arn'),
      corsRules: (properties.CorsConfiguration?.CorsRules ?? []).map(toCorsRule),
      eventBridge: notifications?.EventBridgeEnabled ?? false,
      versioned: properties.VersioningConfiguration?.Status === 'Enabled',
      lifecycleRules: (properties.LifecycleConfiguration?.Rules ?? []).map(toLifecycleRule),
    };
  });
}

function toCorsRule(rule: z.infer<typeof CorsRuleProperties>): CorsRule {
  return {
    allowedOrigins: rule.AllowedOrigins,
    allowedMethods: rule.AllowedMethods,
    allowedHeaders: rule.AllowedHeaders,
    exposedHeaders: rule.ExposedHeaders,
    maxAgeSeconds: rule.MaxAge,
  };
}

function toLifecycleRule(rule: z.infer<typeof LifecycleRuleProperties>): LifecycleRule {
  return {
    enabled: rule.Status === 'Enabled',
    prefix: rule.Prefix,
    expirationDays: rule.ExpirationInDays,
    abortIncompleteMultipartUploadDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
  };
}
