import * as z from 'zod';
import { accessDenied, S3Error } from '../s3-error.ts';

const Condition = z.union([
  z.tuple([z.string().regex(/^content-length-range$/i), z.coerce.number(), z.coerce.number()]),
  z.tuple([z.string().regex(/^(eq|starts-with)$/i), z.string().startsWith('$'), z.string()]),
  z.record(z.string(), z.coerce.string()),
]);
type Condition = z.infer<typeof Condition>;

const PostPolicy = z.object({ expiration: z.string(), conditions: z.array(Condition) });

/** Sizes of the file that a policy lets pass, both included, in bytes. */
export type SizeRange = { readonly min: number; readonly max: number };

/** Fields of a form by name in lower case. */
export type FormFields = Readonly<Record<string, string>>;

const uncheckedFields = new Set(['policy', 'x-amz-signature', 'file', 'bucket']);

/**
 * Holds a form against its policy (base64 JSON): not expired, every condition met, no field that no condition
 * speaks of. Returns the size the file may have; throws `AccessDenied` and `InvalidPolicyDocument`.
 */
export function checkPostPolicy(fields: FormFields, bucket: string, now: Date): SizeRange {
  const policy = parsePolicy(fields.policy ?? '');
  if (!(Date.parse(policy.expiration) > now.getTime())) {
    throw accessDenied('Invalid according to Policy: Policy expired.');
  }
  const covered = new Set<string>();
  let size: SizeRange = { min: 0, max: Number.POSITIVE_INFINITY };
  for (const condition of policy.conditions) {
    if (isSizeCondition(condition)) size = { min: condition[1], max: condition[2] };
    for (const test of fieldTests(condition)) {
      covered.add(test.field);
      checkField(test, { ...fields, bucket });
    }
  }
  checkExtraFields(fields, covered);
  return size;
}

function parsePolicy(text: string): z.infer<typeof PostPolicy> {
  try {
    return PostPolicy.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
  } catch (error) {
    throw new S3Error('InvalidPolicyDocument', `Invalid Policy: ${(error as Error).name}.`);
  }
}

type FieldTest = {
  readonly operator: 'eq' | 'starts-with';
  readonly field: string;
  readonly value: string;
};

/** The three notations of a condition as one. */
function fieldTests(condition: Condition): FieldTest[] {
  if (!Array.isArray(condition)) {
    return Object.entries(condition).map(([field, value]) => ({
      operator: 'eq',
      field: field.toLowerCase(),
      value,
    }));
  }
  if (isSizeCondition(condition)) return [];
  const [name, field, value] = condition;
  const operator = name.toLowerCase() === 'eq' ? 'eq' : 'starts-with';
  return [{ operator, field: String(field).slice(1).toLowerCase(), value: String(value) }];
}

function isSizeCondition(condition: Condition): condition is [string, number, number] {
  return Array.isArray(condition) && typeof condition[1] === 'number';
}

function checkField({ operator, field, value }: FieldTest, fields: FormFields): void {
  const actual = fields[field] ?? '';
  if (operator === 'eq' ? actual === value : actual.startsWith(value)) return;
  throw accessDenied(
    `Invalid according to Policy: Policy Condition failed: ${JSON.stringify([operator, `$${field}`, value])}`,
  );
}

function checkExtraFields(fields: FormFields, covered: ReadonlySet<string>): void {
  const extra = Object.keys(fields).find(
    (name) => !covered.has(name) && !uncheckedFields.has(name) && !name.startsWith('x-ignore-'),
  );
  if (extra === undefined) return;
  throw accessDenied(`Invalid according to Policy: Extra input fields: ${extra}`);
}
