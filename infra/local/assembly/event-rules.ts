import * as z from 'zod';
import { type Assembly, readProperties } from './cloud-assembly.ts';

/** One EventBridge rule; exactly one of `pattern` and `scheduleExpression` is set. */
export type EventRuleDefinition = {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly enabled: boolean;
  readonly pattern?: Readonly<Record<string, unknown>>;
  /** `rate(…)` or `cron(…)`. */
  readonly scheduleExpression?: string;
  readonly targets: readonly EventTargetDefinition[];
};

type EventTargetDefinition = {
  readonly id: string;
  readonly arn: string;
  /** Constant JSON text that replaces the event. */
  readonly input?: string;
  readonly inputPath?: string;
  readonly inputTransformer?: {
    readonly inputPathsMap: Readonly<Record<string, string>>;
    readonly inputTemplate: string;
  };
  readonly roleArn?: string;
  readonly deadLetterArn?: string;
  readonly retryPolicy?: {
    readonly maximumRetryAttempts?: number;
    readonly maximumEventAgeSeconds?: number;
  };
};

export type EventBusDefinition = { readonly name: string; readonly arn: string };

const Target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({
      InputPathsMap: z.record(z.string(), z.string()).default({}),
      InputTemplate: z.string(),
    })
    .optional(),
  RoleArn: z.string().optional(),
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.number().optional(),
      MaximumEventAgeInSeconds: z.number().optional(),
    })
    .optional(),
});

const RuleProperties = z.object({
  EventBusName: z.string().default('default'),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(Target).default([]),
});

/** @throws TemplateError for targets that want something not understood (queues, tasks, HTTP, …) */
export function eventRulesOf(assembly: Assembly): readonly EventRuleDefinition[] {
  return assembly.resources('AWS::Events::Rule').map((resource) => {
    const properties = readProperties(resource, RuleProperties);
    return {
      name: resource.name,
      arn: resource.attribute('Arn'),
      busName: properties.EventBusName.split('/').at(-1) ?? 'default',
      enabled: properties.State === 'ENABLED',
      pattern: properties.EventPattern,
      scheduleExpression: properties.ScheduleExpression,
      targets: properties.Targets.map(toTarget),
    };
  });
}

/** The buses of the templates; the account's `default` bus exists besides them. */
export function eventBusesOf(assembly: Assembly): readonly EventBusDefinition[] {
  return assembly
    .resources('AWS::Events::EventBus')
    .map((resource) => ({ name: resource.name, arn: resource.attribute('Arn') }));
}

function toTarget(target: z.infer<typeof Target>): EventTargetDefinition {
  const { InputTransformer: transformer, RetryPolicy: retry } = target;
  return {
    id: target.Id,
    arn: target.Arn,
    input: target.Input,
    inputPath: target.InputPath,
    inputTransformer: transformer && {
      inputPathsMap: transformer.InputPathsMap,
      inputTemplate: transformer.InputTemplate,
    },
    roleArn: target.RoleArn,
    deadLetterArn: target.DeadLetterConfig?.Arn,
    retryPolicy: retry && {
      maximumRetryAttempts: retry.MaximumRetryAttempts,
      maximumEventAgeSeconds: retry.MaximumEventAgeInSeconds,
    },
  };
}
