import * as z from 'zod';
import { type Assembly, readProperties } from './cloud-assembly.ts';

export type SecretDefinition = {
  readonly name: string;
  readonly arn: string;
  /** Whether CloudFormation gives it a random first value; without one, the secret starts empty. */
  readonly generated: boolean;
};

const SecretProperties = z.object({ GenerateSecretString: z.looseObject({}).optional() });

/** The Secrets Manager secrets, without values: no template carries any. */
export function secretsOf(assembly: Assembly): readonly SecretDefinition[] {
  return assembly.resources('AWS::SecretsManager::Secret').map((resource) => ({
    name: resource.name,
    arn: resource.ref,
    generated: readProperties(resource, SecretProperties).GenerateSecretString !== undefined,
  }));
}
