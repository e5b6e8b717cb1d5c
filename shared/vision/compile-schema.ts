import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

/** A caller's JSON Schema, an object. */
export type Schema = Readonly<Record<string, unknown>>;

/** Members of the root that would choose another validator, or one that answers later. */
const droppedMembers = new Set(['$schema', '$async']);

/**
 * Makes a validator of a caller's schema. References become functions, not copies, so that a small schema stays small;
 * none is ever fetched.
 * @throws Error when it is no JSON Schema 2020-12, or does not stand alone
 */
export function compileSchema(schema: Schema): ValidateFunction {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    inlineRefs: false,
    validateFormats: false,
    logger: false,
  });
  const members = Object.entries(schema).filter(([name]) => !droppedMembers.has(name));
  return ajv.compile(Object.fromEntries(members));
}
