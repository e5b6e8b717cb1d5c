import * as z from 'zod';
import { type Assembly, type Resource, readProperties } from './cloud-assembly.ts';
import { TemplateError } from './template-error.ts';

/** One Lambda function, ready to be run from its asset directory. */
export type FunctionDefinition = {
  readonly name: string;
  readonly arn: string;
  /** Absolute path of the unpacked code. */
  readonly directory: string;
  /** `file.export`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly logGroupName: string;
  readonly reservedConcurrency?: number;
  /** How Lambda repeats asynchronous invocations and where it leaves those that kept failing. */
  readonly asynchronous: AsynchronousInvocation;
};

type AsynchronousInvocation = {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  /** A bucket, bus, function, queue or topic. */
  readonly onFailureArn?: string;
};

/** Strict, so that a property which would change how the function runs is never overlooked. */
const FunctionProperties = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string().startsWith('nodejs'),
  Role: z.string(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().optional(),
  Environment: z
    .object({ Variables: z.record(z.string(), z.coerce.string()).default({}) })
    .optional(),
  LoggingConfig: z.object({ LogGroup: z.string().optional() }).optional(),
  Architectures: z.unknown().optional(),
  Description: z.unknown().optional(),
  EphemeralStorage: z.unknown().optional(),
  TracingConfig: z.unknown().optional(),
  RecursiveLoop: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

const EventInvokeConfigProperties = z.strictObject({
  FunctionName: z.string(),
  Qualifier: z.string(),
  MaximumRetryAttempts: z.number().default(2),
  MaximumEventAgeInSeconds: z.number().default(21_600),
  DestinationConfig: z
    .strictObject({ OnFailure: z.object({ Destination: z.string() }).optional() })
    .optional(),
});

/** @throws TemplateError for inline code, other runtimes and properties that are not understood */
export function functionsOf(assembly: Assembly): readonly FunctionDefinition[] {
  const asynchronous = asynchronousInvocations(assembly);
  return assembly.resources('AWS::Lambda::Function').map((resource) => {
    const properties = readProperties(resource, FunctionProperties);
    return {
      name: resource.name,
      arn: resource.attribute('Arn'),
      directory: codeDirectory(assembly, resource, properties.Code.S3Key),
      handler: properties.Handler,
      timeoutSeconds: properties.Timeout,
      memoryMegabytes: properties.MemorySize,
      environment: properties.Environment?.Variables ?? {},
      roleArn: properties.Role,
      logGroupName: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${resource.name}`,
      reservedConcurrency: properties.ReservedConcurrentExecutions,
      asynchronous: asynchronous.get(resource.name) ?? lambdaDefaults,
    };
  });
}

/** What Lambda does where no configuration says otherwise: two retries within six hours. */
const lambdaDefaults: AsynchronousInvocation = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
};

function asynchronousInvocations(assembly: Assembly): Map<string, AsynchronousInvocation> {
  return new Map(
    assembly.resources('AWS::Lambda::EventInvokeConfig').map((resource) => {
      const properties = readProperties(resource, EventInvokeConfigProperties);
      const configuration = {
        maximumRetryAttempts: properties.MaximumRetryAttempts,
        maximumEventAgeSeconds: properties.MaximumEventAgeInSeconds,
        onFailureArn: properties.DestinationConfig?.OnFailure?.Destination,
      };
      return [properties.FunctionName, configuration];
    }),
  );
}

function codeDirectory(assembly: Assembly, resource: Resource, objectKey: string): string {
  const directory = assembly.assetDirectory(objectKey);
  if (directory !== undefined) return directory;
  const { stack, logicalId } = resource;
  const path = ['Properties', 'Code', 'S3Key'];
  throw new TemplateError({ stack, logicalId, path }, `no asset is called ${objectKey}`);
}
