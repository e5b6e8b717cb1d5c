import { devNull } from 'node:os';
import type { FunctionDefinition } from '../assembly/functions.ts';

/**
 * All variables that a function sees: what Lambda sets, what its template sets, and what the platform adds.
 * Nothing of the platform's own environment but the search path; the developer's AWS profile stays out of reach.
 */
export function environmentVariables(
  definition: FunctionDefinition,
  { searchPath, added }: { searchPath: string; added: Readonly<Record<string, string>> },
): Record<string, string> {
  const region = definition.arn.split(':')[3] ?? '';
  return {
    PATH: searchPath,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    LAMBDA_TASK_ROOT: definition.directory,
    _HANDLER: definition.handler,
    ...definition.environment,
    ...added,
  };
}
