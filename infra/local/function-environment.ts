import { region } from './application.ts';
import type { FunctionDefinition } from './assembly/functions.ts';
import type { Identities } from './identities.ts';
import type { Services } from './services.ts';

/** All that a function learns about the laptop; no template sets any of it (design.md §6). */
export function createFunctionEnvironment(options: {
  identities: Identities;
  urls: Services['urls'];
  providerBaseUrl: string;
  trustedOrigins: readonly string[];
  timeScale: number;
}): (definition: FunctionDefinition) => Record<string, string> {
  const { identities, urls } = options;
  return ({ roleArn, environment }) => {
    const { accessKeyId, secretAccessKey } = identities.forRole(roleArn);
    const callsProvider = 'PROVIDER_BASE_URL' in environment;
    return {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_ENDPOINT_URL_S3: urls.s3,
      AWS_ENDPOINT_URL_SFN: urls.sfn,
      AWS_ENDPOINT_URL_EVENTBRIDGE: urls.events,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: urls.secrets,
      TRUSTED_ORIGINS: options.trustedOrigins.join(','),
      TIME_SCALE: String(options.timeScale),
      ...(callsProvider && { PROVIDER_BASE_URL: options.providerBaseUrl }),
    };
  };
}
