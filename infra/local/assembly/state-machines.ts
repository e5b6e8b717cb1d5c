import * as z from 'zod';
import { type Assembly, readProperties } from './cloud-assembly.ts';
import { TemplateError } from './template-error.ts';

/** One state machine with its Amazon States Language definition. */
export type StateMachineDefinition = {
  readonly name: string;
  readonly arn: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly roleArn: string;
};

const StateMachineProperties = z.object({
  DefinitionString: z.string(),
  RoleArn: z.string(),
  StateMachineType: z.literal('STANDARD').optional(),
});

/** @throws TemplateError for an Express machine and for a definition that is not a JSON object */
export function stateMachinesOf(assembly: Assembly): readonly StateMachineDefinition[] {
  return assembly.resources('AWS::StepFunctions::StateMachine').map((resource) => {
    const properties = readProperties(resource, StateMachineProperties);
    const { stack, logicalId } = resource;
    const at = { stack, logicalId, path: ['Properties', 'DefinitionString'] };
    return {
      name: resource.name,
      arn: resource.attribute('Arn'),
      definition: parseDefinition(properties.DefinitionString, at),
      roleArn: properties.RoleArn,
    };
  });
}

function parseDefinition(
  text: string,
  at: ConstructorParameters<typeof TemplateError>[0],
): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch (error) {
    throw new TemplateError(at, `is not a JSON object: ${String(error)}`);
  }
}
