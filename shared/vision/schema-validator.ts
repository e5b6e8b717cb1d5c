import { runInNewContext } from 'node:vm';
import type { Schema } from './compile-schema.ts';

const maxCharacters = 100_000;
const maxDepth = 40;
/** A pattern may need longer than the universe lasts; nobody else's request waits for it. */
const maxMilliseconds = 1000;
const maxToldProblems = 10;

/** Loaded when it is needed: most requests have no schema, and ajv is a fifth of what a function would start with. */
const loadCompiler = () => import('./compile-schema.ts');

/** Why a caller's schema cannot be used, or `null`; whatever it is, this returns soon. */
export async function schemaProblem(schema: Schema): Promise<string | null> {
  if (depthOf(schema) > maxDepth) return `A schema may be ${maxDepth} levels deep.`;
  const characters = JSON.stringify(schema).length;
  if (characters > maxCharacters) {
    return `A schema may have ${maxCharacters} characters; this one has ${characters}.`;
  }
  const { compileSchema } = await loadCompiler();
  try {
    withinTime(() => compileSchema(schema));
    return null;
  } catch (error) {
    return `This is not a JSON Schema (2020-12) that stands alone: ${reasonOf(error)}.`;
  }
}

/** How a value fails a schema that has no problem itself, most important first; empty when it fits. */
export async function mismatches(schema: Schema, value: unknown): Promise<string[]> {
  const { compileSchema } = await loadCompiler();
  try {
    const errors = withinTime(() => {
      const validate = compileSchema(schema);
      return validate(value) ? [] : (validate.errors ?? []);
    });
    const told = errors.map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
    return told.slice(0, maxToldProblems);
  } catch (error) {
    return [`it could not be checked: ${reasonOf(error)}`];
  }
}

/** Runs what a caller's schema decides about; V8 ends even a regular expression in the middle. */
function withinTime<Value>(work: () => Value): Value {
  return runInNewContext('work()', { work }, { timeout: maxMilliseconds }) as Value;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return 'that takes too long';
  return (message ?? String(error)).slice(0, 300).replace(/\.$/, '');
}

/** Level by level, because a body may nest deeper than a call stack. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  let depth = 0;
  while (level.length > 0 && depth <= maxDepth) {
    depth += 1;
    level = level.flatMap((node) =>
      node !== null && typeof node === 'object' ? Object.values(node) : [],
    );
  }
  return depth;
}
