import type { AssemblyFiles, Template } from './assembly-files.ts';
import { resolveIntrinsics, type Scope } from './intrinsics.ts';
import { type Identity, type ResourceType, resourceTypes } from './resource-types.ts';
import { TemplateError, type TemplateLocation } from './template-error.ts';

/** The account and region that the templates are taken to be deployed in. */
export type Deployment = { readonly region: string; readonly account: string };

type TemplateResource = NonNullable<Template['Resources']>[string];

/** All stacks of an assembly as CloudFormation sees them: who is called what, and what refers to what. */
export class Stacks {
  readonly #templates: AssemblyFiles['templates'];
  readonly #deployment: Deployment;
  readonly #resolving = new Set<string>();

  constructor(templates: AssemblyFiles['templates'], deployment: Deployment) {
    this.#templates = templates;
    this.#deployment = deployment;
  }

  /**
   * The identity of a resource and the row that says what its references give.
   *
   * @throws TemplateError when there is no such resource, or its type is not understood
   */
  identify(stack: string, logicalId: string, at: TemplateLocation) {
    const resource = this.#templates.get(stack)?.Resources?.[logicalId];
    if (resource === undefined) throw new TemplateError(at, `${logicalId} does not exist`);
    const type = typeOf(resource, at);
    const property = (name: string) =>
      this.resolve(stack, logicalId, ['Properties', name], resource.Properties?.[name]);
    const explicit = type.nameProperty === undefined ? undefined : property(type.nameProperty);
    const name = explicit === undefined ? type.generateName({ stack, logicalId }) : `${explicit}`;
    const identity: Identity = { stack, logicalId, name, ...this.#deployment, property };
    return { type, identity };
  }

  /** What `Fn::GetAtt` gives. */
  attribute(stack: string, logicalId: string, name: string, at: TemplateLocation): string {
    const { type, identity } = this.identify(stack, logicalId, at);
    const attribute = type.attributes[name];
    if (attribute === undefined) {
      throw new TemplateError(at, `the attribute ${logicalId}.${name} is not understood`);
    }
    return attribute(identity);
  }

  /** A template value of this stack, without intrinsics. */
  resolve(stack: string, logicalId: string, path: string[], value: unknown): unknown {
    return resolveIntrinsics(value, this.#scopeOf(stack), { stack, logicalId, path });
  }

  #scopeOf(stack: string): Scope {
    return {
      ref: (logicalId, at) => this.#ref(stack, logicalId, at),
      attribute: (logicalId, name, at) =>
        this.#once(`${stack}/${logicalId}.${name}`, at, () =>
          this.attribute(stack, logicalId, name, at),
        ),
      stackOutput: (name, output, at) => this.#stackOutput(name, output, at),
      importedValue: (exportName, at) => this.#importedValue(exportName, at),
    };
  }

  #ref(stack: string, logicalId: string, at: TemplateLocation): unknown {
    const pseudoParameters = this.#pseudoParameters(stack);
    if (Object.hasOwn(pseudoParameters, logicalId)) return pseudoParameters[logicalId];
    return this.#once(`${stack}/${logicalId}`, at, () => {
      const { type, identity } = this.identify(stack, logicalId, at);
      return type.ref(identity);
    });
  }

  #pseudoParameters(stack: string): Record<string, string | undefined> {
    const { region, account } = this.#deployment;
    return {
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stack,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack}/local`,
      'AWS::NoValue': undefined,
    };
  }

  #stackOutput(stack: string, name: string, at: TemplateLocation): unknown {
    const output = this.#templates.get(stack)?.Outputs?.[name];
    if (output === undefined) throw new TemplateError(at, `${stack} has no output ${name}`);
    return this.#once(`${stack}.${name}`, at, () =>
      this.resolve(stack, name, ['Value'], output.Value),
    );
  }

  #importedValue(exportName: string, at: TemplateLocation): unknown {
    for (const [stack, { Outputs }] of this.#templates) {
      for (const [name, { Export }] of Object.entries(Outputs ?? {})) {
        const exported = this.resolve(stack, name, ['Export', 'Name'], Export?.Name);
        if (exported === exportName) return this.#stackOutput(stack, name, at);
      }
    }
    throw new TemplateError(at, `no stack exports ${exportName}`);
  }

  #once<Result>(key: string, at: TemplateLocation, read: () => Result): Result {
    if (this.#resolving.has(key)) throw new TemplateError(at, `${key} refers to itself`);
    this.#resolving.add(key);
    try {
      return read();
    } finally {
      this.#resolving.delete(key);
    }
  }
}

/** @throws TemplateError for a resource type without a row */
export function typeOf(resource: TemplateResource, at: TemplateLocation): ResourceType {
  const type = resourceTypes[resource.Type];
  if (type !== undefined) return type;
  throw new TemplateError(at, `the resource type ${resource.Type} is not understood`);
}
