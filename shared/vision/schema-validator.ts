import { runInNewContext } from 'node:vm';
import type { Ajv2020 } from 'ajv/dist/2020.js';

type Schema = Readonly<Record<string, unknown>>;

const maxCharacters = 100_000;
const maxDepth = 40;
/** A pattern may need longer than the universe lasts; nobody else's request waits for it. */
const maxMilliseconds = 1000;
const maxToldProblems = 10;

/** Members of the root that would choose another validator, or one that answers later. */
const droppedMembers = new Set(['$schema', '$async']);

/** Why a caller's schema cannot be used, or `null`; whatever it is, this returns soon. */
export async function schemaProblem(schema: Schema): Promise<string | null> {
  if (depthOf(schema) > maxDepth) return `A schema may be ${maxDepth} levels deep.`;
  const characters = JSON.stringify(schema).length;
  if (characters > maxCharacters) {
    return `A schema may have ${maxCharacters} characters; this one has ${characters}.`;
  }
  const ajv = await createAjv();
  try {
    withinTime(() => compile(ajv, schema));
    return null;
  } catch (error) {
    return `This is not a JSON Schema (2020-12) that stands alone: ${reasonOf(error)}.`;
  }
}

/** How a value fails a schema that has no problem itself, most important first; empty when it fits. */
export async function mismatches(schema: Schema, value: unknown): Promise<string[]> {
  const ajv = await createAjv();
  try {
    const errors = withinTime(() => {
      const validate = compile(ajv, schema);
      return validate(value) ? [] : (validate.errors ?? []);
    });
    const told = errors.map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
    return told.slice(0, maxToldProblems);
  } catch (error) {
    return [`it could not be checked: ${reasonOf(error)}`];
  }
}

/**
 * References become functions, not copies, so that a small schema stays small; none is ever fetched. Loaded when it is
 * needed, because most requests have no schema and ajv is a third of what would be loaded with them.
 */
async function createAjv(): Promise<Ajv2020> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  return new Ajv2020({
    strict: false,
    allErrors: true,
    inlineRefs: false,
    validateFormats: false,
    logger: false,
  });
}

function compile(ajv: Ajv2020, schema: Schema) {
  const members = Object.entries(schema).filter(([name]) => !droppedMembers.has(name));
  return ajv.compile(Object.fromEntries(members));
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
