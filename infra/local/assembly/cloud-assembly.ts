import { resolve } from 'node:path';
import type * as z from 'zod';
import { readAssemblyFiles, type Template } from './assembly-files.ts';
import { type Deployment, Stacks, typeOf } from './stacks.ts';
import { TemplateError } from './template-error.ts';

/** A resource the laptop acts on, with every intrinsic of its properties resolved. */
export type Resource = {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** Physical name: the explicit one, else one derived from stack and logical id. */
  readonly name: string;
  /** What `Ref` of it gives. */
  readonly ref: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** What `Fn::GetAtt` of it gives. */
  attribute(name: string): string;
};

/** The synthesized app as CloudFormation would create it in one account and region. */
export type Assembly = {
  readonly region: string;
  readonly account: string;
  resources(type: string): readonly Resource[];
  /** Absolute directory of a file asset, or `undefined` for a key that no asset manifest names. */
  assetDirectory(objectKey: string): string | undefined;
};

/**
 * Reads a `cdk.out` directory and resolves the templates of all its stacks.
 *
 * @throws TemplateError naming stack, logical id and path of what is not understood
 */
export function readAssembly(directory: string, { region, account }: Deployment): Assembly {
  const { templates, assets } = readAssemblyFiles(resolve(directory));
  const stacks = new Stacks(templates, { region, account });
  const resources = [...templates].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources ?? {})
      .filter(([logicalId, resource]) => typeOf(resource, { stack, logicalId, path: [] }).runs)
      .map(([logicalId, resource]) => readResource(stacks, stack, logicalId, resource)),
  );
  return {
    region,
    account,
    resources: (type) => resources.filter((resource) => resource.type === type),
    assetDirectory: (objectKey) => assets.get(objectKey),
  };
}

/**
 * The properties of a resource in the shape a reader expects.
 *
 * @throws TemplateError naming the first member that has another shape
 */
export function readProperties<Schema extends z.ZodType>(
  { stack, logicalId, properties }: Resource,
  schema: Schema,
): z.infer<Schema> {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = ['Properties', ...(issue?.path ?? []).map(String)];
  throw new TemplateError({ stack, logicalId, path }, issue?.message ?? 'is not understood');
}

function readResource(
  stacks: Stacks,
  stack: string,
  logicalId: string,
  { Type, Condition, Properties = {} }: NonNullable<Template['Resources']>[string],
): Resource {
  const at = { stack, logicalId, path: [] };
  if (Condition !== undefined) {
    throw new TemplateError(at, `the condition ${Condition} is not understood`);
  }
  const { type, identity } = stacks.identify(stack, logicalId, at);
  const properties = stacks.resolve(stack, logicalId, ['Properties'], Properties);
  return {
    stack,
    logicalId,
    type: Type,
    name: identity.name,
    ref: type.ref(identity),
    properties: properties as Record<string, unknown>,
    attribute: (name) => stacks.attribute(stack, logicalId, name, at),
  };
}
