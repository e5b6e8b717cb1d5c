import { TemplateError, type TemplateLocation } from './template-error.ts';

/** What the intrinsic functions of one stack may refer to; every answer is fully resolved. */
export type Scope = {
  ref(logicalId: string, at: TemplateLocation): unknown;
  attribute(logicalId: string, attribute: string, at: TemplateLocation): unknown;
  stackOutput(stackName: string, outputName: string, at: TemplateLocation): unknown;
  importedValue(exportName: string, at: TemplateLocation): unknown;
};

type Intrinsic = (argument: unknown, scope: Scope, at: TemplateLocation) => unknown;

/**
 * Replaces every intrinsic function in a template value.
 * Members that resolve to `AWS::NoValue` disappear, as in CloudFormation.
 *
 * @throws TemplateError where an intrinsic, a reference or a dynamic reference is not understood
 */
export function resolveIntrinsics(value: unknown, scope: Scope, at: TemplateLocation): unknown {
  if (typeof value === 'string') return refuseDynamicReference(value, at);
  if (Array.isArray(value)) {
    return value
      .map((item, index) => resolveIntrinsics(item, scope, within(at, index)))
      .filter((item) => item !== undefined);
  }
  if (!isObject(value)) return value;
  const [key, ...others] = Object.keys(value);
  if (key !== undefined && others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))) {
    return resolveOne(key, value[key], scope, within(at, key));
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, member]) => [name, resolveIntrinsics(member, scope, within(at, name))] as const)
      .filter(([, member]) => member !== undefined),
  );
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope, at) => scope.ref(text(argument, at), at),
  'Fn::GetAtt': (argument, scope, at) => {
    const [logicalId, ...attribute] =
      typeof argument === 'string' ? argument.split('.') : list(argument, at);
    return scope.attribute(text(logicalId, at), attribute.join('.'), at);
  },
  'Fn::Join': (argument, scope, at) => {
    const [separator, parts] = list(argument, at);
    const resolved = list(resolveIntrinsics(parts, scope, at), at);
    return resolved.map((part) => text(part, at)).join(text(separator, at));
  },
  'Fn::Split': (argument, scope, at) => {
    const [separator, source] = list(argument, at);
    return text(resolveIntrinsics(source, scope, at), at).split(text(separator, at));
  },
  'Fn::Select': (argument, scope, at) => {
    const [index, choices] = list(resolveIntrinsics(argument, scope, at), at);
    const chosen = list(choices, at)[Number(index)];
    if (chosen === undefined) throw new TemplateError(at, `there is no item ${String(index)}`);
    return chosen;
  },
  'Fn::Sub': (argument, scope, at) => {
    const [template, variables] =
      typeof argument === 'string' ? [argument, {}] : list(argument, at);
    const own = resolveIntrinsics(variables ?? {}, scope, at);
    return substitute(text(template, at), isObject(own) ? own : {}, scope, at);
  },
  'Fn::GetStackOutput': (argument, scope, at) => {
    const resolved = resolveIntrinsics(argument, scope, at);
    if (!isObject(resolved)) throw new TemplateError(at, 'expects an object');
    return scope.stackOutput(text(resolved.StackName, at), text(resolved.OutputName, at), at);
  },
  'Fn::ImportValue': (argument, scope, at) =>
    scope.importedValue(text(resolveIntrinsics(argument, scope, at), at), at),
};

function resolveOne(key: string, argument: unknown, scope: Scope, at: TemplateLocation): unknown {
  const intrinsic = intrinsics[key];
  if (intrinsic === undefined)
    throw new TemplateError(at, `the intrinsic ${key} is not understood`);
  return intrinsic(argument, scope, at);
}

function substitute(
  template: string,
  variables: Readonly<Record<string, unknown>>,
  scope: Scope,
  at: TemplateLocation,
): string {
  return template.replace(/\$\{([^}]+)\}/g, (_whole, expression: string) => {
    if (expression.startsWith('!')) return `\${${expression.slice(1)}}`;
    if (Object.hasOwn(variables, expression)) return text(variables[expression], at);
    const dot = expression.indexOf('.');
    if (dot < 0) return text(scope.ref(expression, at), at);
    return text(scope.attribute(expression.slice(0, dot), expression.slice(dot + 1), at), at);
  });
}

function refuseDynamicReference(value: string, at: TemplateLocation): string {
  if (value.includes('{{resolve:')) {
    throw new TemplateError(at, 'a dynamic reference ({{resolve:…}}) is not understood');
  }
  return value;
}

function within(at: TemplateLocation, step: string | number): TemplateLocation {
  return { ...at, path: [...at.path, step] };
}

function text(value: unknown, at: TemplateLocation): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw new TemplateError(at, `expects text, found ${JSON.stringify(value)}`);
}

function list(value: unknown, at: TemplateLocation): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TemplateError(at, `expects a list, found ${JSON.stringify(value)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
