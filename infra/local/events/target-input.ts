import type { BusEvent } from './event.ts';
import { isObject } from './scalar-filter.ts';

/** How a rule's target wants its events; at most one of the three is set. */
export type InputShape = {
  /** Constant JSON. */
  readonly input?: string;
  /** JSON path of the part to send. */
  readonly inputPath?: string;
  readonly inputTransformer?: {
    readonly inputPathsMap?: Readonly<Record<string, string>>;
    readonly inputTemplate: string;
  };
};

/** A path or template that is not understood here. */
export class InvalidTargetInputError extends Error {
  override readonly name = 'InvalidTargetInputError';
  readonly code = 'invalid_target_input';
}

export type InputOf = (event: BusEvent, ruleName: string) => unknown;

/** Checks a target's shape and gives the function that makes its input of an event. */
export function compileInput({ input, inputPath, inputTransformer }: InputShape): InputOf {
  if (inputTransformer) return compileTransformer(inputTransformer);
  if (inputPath !== undefined) return compilePath(inputPath);
  if (input !== undefined) {
    const constant: unknown = JSON.parse(input);
    return () => constant;
  }
  return (event) => event;
}

/** EventBridge's paths: `$`, dotted fields, array indices. */
function compilePath(path: string): (event: unknown) => unknown {
  if (!/^\$(\.[\w-]+|\[\d+\])*$/.test(path)) {
    throw new InvalidTargetInputError(`unsupported path ${path}`);
  }
  const steps = path.match(/[\w-]+/g) ?? [];
  return (event) => steps.reduce(stepInto, event);
}

const stepInto = (value: unknown, step: string): unknown =>
  isObject(value) || Array.isArray(value) ? (value as Record<string, unknown>)[step] : undefined;

/** EventBridge gives these without a path. */
const reserved: Readonly<Record<string, InputOf>> = {
  'aws.events.rule-name': (_event, ruleName) => ruleName,
  'aws.events.event.ingestion-time': ({ time }) => time,
  'aws.events.event.json': (event) => event,
  'aws.events.event': ({ detail: _detail, ...envelope }) => envelope,
};

/** A JSON string literal, or a placeholder outside of one. */
const templatePart = /"(?:[^"\\]|\\.)*"|<([^<>"]+)>/g;

/**
 * A placeholder within a JSON string becomes text, one outside becomes JSON; a variable that the event does
 * not have is an empty string. A template that is no JSON in the end is sent as the text it is.
 */
function compileTransformer(transformer: NonNullable<InputShape['inputTransformer']>): InputOf {
  const { inputPathsMap = {}, inputTemplate } = transformer;
  const paths = Object.entries(inputPathsMap).map(
    ([name, path]) => [name, compilePath(path)] as const,
  );
  const variables: Record<string, InputOf> = { ...reserved, ...Object.fromEntries(paths) };
  return (event, ruleName) => {
    const read = (name: string): unknown => {
      const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
      return variable?.(event, ruleName) ?? '';
    };
    const filled = inputTemplate.replace(templatePart, (part: string, name: string | undefined) =>
      name === undefined ? fillString(part, read) : JSON.stringify(read(name)),
    );
    return parsedOrText(filled);
  };
}

function fillString(literal: string, read: (name: string) => unknown): string {
  return literal.replace(/<([^<>"]+)>/g, (_placeholder, name: string) => {
    const value = read(name);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
