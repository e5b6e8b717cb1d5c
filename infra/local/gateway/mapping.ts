/** Everything that templates and mapping expressions of the gateway can name. */
export type MappingSource = {
  readonly context: Readonly<Record<string, unknown>>;
  readonly stageVariables: Readonly<Record<string, string>>;
  header(name: string): string | undefined;
  query(name: string): string | undefined;
};

/** A template or expression uses something that the laptop's gateway does not do. */
class MappingError extends Error {
  override readonly name = 'MappingError';
  readonly code = 'mapping_not_understood';
}

type Reader = (source: MappingSource, name: string) => string | undefined;

const readers: Readonly<Record<string, Reader>> = {
  'context.': ({ context }, name) => textAt(context, name),
  'stageVariables.': ({ stageVariables }, name) => stageVariables[name],
  'method.request.header.': ({ header }, name) => header(name),
  'method.request.querystring.': ({ query }, name) => query(name),
};

/** `$context.requestId`, `${context.requestId}`, `$stageVariables.name`, and their quiet forms with `!`. */
const variable =
  /\$!?(?:\{((?:context|stageVariables)\.[\w.-]+)\}|((?:context|stageVariables)(?:\.\w+)+))/g;
const directive =
  /\$!?\{?(?:util|input|method)\b|#(?:set|if|elseif|else|end|foreach|macro|parse|include)\b/;

/**
 * A mapping expression's value: a constant in single quotes, or `context.requestId`, `method.request.header.Origin`, …
 *
 * @throws MappingError for any other form
 */
export function evaluate(expression: string, source: MappingSource): string | undefined {
  const constant = /^'(.*)'$/s.exec(expression)?.[1];
  if (constant !== undefined) return constant;
  for (const [prefix, read] of Object.entries(readers)) {
    if (expression.startsWith(prefix)) return read(source, expression.slice(prefix.length));
  }
  throw new MappingError(`the expression ${expression} is not understood`);
}

/** Fills in a template; variables without a value become empty, as in API Gateway. */
export function render(template: string, source: MappingSource): string {
  return template.replaceAll(variable, (_whole, braced?: string, bare?: string) => {
    return evaluate(braced ?? bare ?? '', source) ?? '';
  });
}

/** @throws MappingError for a template with velocity directives, or with `$util` and `$input` */
export function assertRenderable(template: string): void {
  const found = directive.exec(template)?.[0];
  if (found !== undefined) throw new MappingError(`${found} in a template is not understood`);
}

/** Header values by name; headers whose expression has no value are left out. */
export function evaluateHeaders(
  expressions: Readonly<Record<string, string>>,
  source: MappingSource,
): [name: string, value: string][] {
  return Object.entries(expressions).flatMap(([name, expression]) => {
    const value = evaluate(expression, source);
    return value === undefined ? [] : [[name, value] as [string, string]];
  });
}

function textAt(context: Readonly<Record<string, unknown>>, path: string): string | undefined {
  let value: unknown = context;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value === undefined || value === null ? undefined : String(value);
}
