import * as z from 'zod';
import { type Assembly, readProperties } from './cloud-assembly.ts';
import type { FunctionDefinition } from './functions.ts';

export type SecretDefinition = {
  readonly name: string;
  readonly arn: string;
  /** Whether CloudFormation gives it a random first value; without one, the secret starts empty. */
  readonly generated: boolean;
};

const SecretProperties = z.object({ GenerateSecretString: z.looseObject({}).optional() });

/** The provider's secret when it was made elsewhere: templates only name it, and here it starts empty. */
export function importedSecrets(
  functions: readonly FunctionDefinition[],
  made: readonly SecretDefinition[],
): readonly SecretDefinition[] {
  const named = functions.flatMap(({ environment }) => environment.PROVIDER_SECRET_ARN ?? []);
  const imported = [...new Set(named)].filter((arn) => made.every((one) => one.arn !== arn));
  return imported.map((arn) => {
    const [, name = arn] = /:secret:(.+)-\w{6}$/.exec(arn) ?? [];
    return { arn, name, generated: false };
  });
}

/** The Secrets Manager secrets, without values: no template carries any. */
export function secretsOf(assembly: Assembly): readonly SecretDefinition[] {
  return assembly.resources('AWS::SecretsManager::Secret').map((resource) => ({
    name: resource.name,
    arn: resource.ref,
    generated: readProperties(resource, SecretProperties).GenerateSecretString !== undefined,
  }));
}
