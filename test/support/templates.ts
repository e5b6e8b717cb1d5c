import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import * as z from 'zod';
import { readAssemblyFiles } from '../../infra/local/assembly/assembly-files.ts';
import { readAssembly } from '../../infra/local/assembly/cloud-assembly.ts';
import { functionsOf } from '../../infra/local/assembly/functions.ts';
import { rolePoliciesOf } from '../../infra/local/assembly/role-policies.ts';
import { Stacks } from '../../infra/local/assembly/stacks.ts';
import { stateMachinesOf } from '../../infra/local/assembly/state-machines.ts';

const directory = inject('assembly');

type TemplateResource = {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: { readonly 'aws:cdk:path'?: string };
};

/** The path and text of every synthesized template. */
export const templateFiles = readdirSync(directory)
  .filter((name) => name.endsWith('.template.json'))
  .map((name) => ({ name, file: join(directory, name) }))
  .map(({ name, file }) => ({ name, file, text: readFileSync(file, 'utf8') }));

const resources = templateFiles.flatMap(({ text }) => {
  const { Resources } = JSON.parse(text) as { Resources: Record<string, TemplateResource> };
  return Object.entries(Resources).map(([logicalId, resource]) => ({ logicalId, ...resource }));
});

/** Every resource of all stacks as the templates write it, or those of one type. */
export function resourcesOf(type?: string) {
  return resources.filter(({ Type }) => type === undefined || Type === type);
}

/** The name a construct has in the code, for instance `SubmitTask`. */
function constructOf({ Metadata }: TemplateResource): string {
  return Metadata?.['aws:cdk:path']?.split('/').at(-2) ?? '';
}

const deployment = { region: 'eu-west-1', account: '111122223333' };

/** The templates with every intrinsic resolved, as they would stand in one account. */
export const assembly = readAssembly(directory, deployment);

const Permission = z.object({
  Principal: z.string(),
  FunctionName: z.string(),
  SourceArn: z.string(),
});

/** Who may call which function: the laptop does not read these, so they are not in the assembly. */
export const permissions = permissionsOf(directory);

function permissionsOf(directory: string): z.infer<typeof Permission>[] {
  const { templates } = readAssemblyFiles(directory);
  const stacks = new Stacks(templates, deployment);
  return [...templates].flatMap(([stack, { Resources = {} }]) =>
    Object.entries(Resources)
      .filter(([, { Type }]) => Type === 'AWS::Lambda::Permission')
      .map(([id, { Properties }]) => stacks.resolve(stack, id, ['Properties'], Properties))
      .map((properties) => Permission.parse(properties)),
  );
}

const roles = rolePoliciesOf(assembly);
const functions = functionsOf(assembly);

/** Every function by the name of its construct, with what its role grants. */
export const functionsByName = new Map(
  resourcesOf('AWS::Lambda::Function').map((resource) => {
    // a name that would be too long has less of the logical id
    const definition = functions.find(({ name }) =>
      resource.logicalId.startsWith(/-(\w+)-\w+$/.exec(name)?.[1] ?? name),
    );
    if (!definition) throw new Error(`${resource.logicalId} is not among the functions`);
    const role = roles.find(({ roleArn }) => roleArn === definition.roleArn);
    return [constructOf(resource), { ...definition, statements: role?.statements ?? [], role }];
  }),
);

/** Roles that are not a function's. */
export const otherRoles = roles.filter(
  ({ roleArn }) => !functions.some((definition) => definition.roleArn === roleArn),
);

/** The state machine of the construct with that name, for instance `Workflow`. */
export function machineNamed(construct: string) {
  const found = stateMachinesOf(assembly).filter(({ name }) => name.startsWith(construct));
  const [machine, ...others] = found;
  if (!machine || others.length > 0) throw new Error(`${found.length} machines of ${construct}`);
  return machine;
}
