import { InvalidEventPatternError } from './invalid-event-pattern-error.ts';

export type Scalar = string | number | boolean | null;
export type ScalarTest = (value: Scalar) => boolean;

/** The filters over one value, by their EventBridge operator; each checks its operand when the rule is loaded. */
const operators: Readonly<Record<string, (operand: unknown) => ScalarTest>> = {
  prefix: affix('prefix', (text, part) => text.startsWith(part)),
  suffix: affix('suffix', (text, part) => text.endsWith(part)),
  'equals-ignore-case': (operand) => {
    const wanted = textOf('equals-ignore-case', operand).toLowerCase();
    return (value) => typeof value === 'string' && value.toLowerCase() === wanted;
  },
  wildcard: (operand) => {
    const expression = wildcardExpression(textOf('wildcard', operand));
    return (value) => typeof value === 'string' && expression.test(value);
  },
  numeric: (operand) => {
    const comparisons = parseComparisons(operand);
    return (value) => typeof value === 'number' && comparisons.every((holds) => holds(value));
  },
  'anything-but': (operand) => {
    const unwanted = listOf(operand).map(anythingButTest);
    return (value) => !unwanted.some((test) => test(value));
  },
};

/** The test that one entry of a pattern's array stands for: a literal or `{ operator: operand }`. */
export function scalarTest(filter: unknown): ScalarTest {
  if (!isObject(filter)) return (value) => value === filter;
  const [operator = '', ...others] = Object.keys(filter);
  const build = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (!build || others.length > 0) {
    throw new InvalidEventPatternError(`unsupported filter ${JSON.stringify(filter)}`);
  }
  return build(filter[operator]);
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (operand: unknown): unknown[] => (Array.isArray(operand) ? operand : [operand]);

/** Within `anything-but` an operator may carry a list: `{ "prefix": ["a", "b"] }`. */
function anythingButTest(unwanted: unknown): ScalarTest {
  if (!isObject(unwanted)) return scalarTest(unwanted);
  const [[operator, operand] = ['', undefined]] = Object.entries(unwanted);
  const tests = listOf(operand).map((single) => scalarTest({ [operator]: single }));
  return (value) => tests.some((test) => test(value));
}

function affix(operator: string, holds: (text: string, part: string) => boolean) {
  return (operand: unknown): ScalarTest => {
    const ignoresCase = isObject(operand);
    const part = textOf(operator, ignoresCase ? operand['equals-ignore-case'] : operand);
    const fold = (text: string) => (ignoresCase ? text.toLowerCase() : text);
    return (value) => typeof value === 'string' && holds(fold(value), fold(part));
  };
}

/** `*` stands for any text, `\\*` for a star; everything else for itself. */
function wildcardExpression(pattern: string): RegExp {
  if (pattern.includes('**')) throw badOperand('wildcard', pattern);
  const source = pattern.replace(/\\([\\*])|[.*+?^${}()|[\]\\]/g, (found, escaped?: string) =>
    found === '*' ? '.*' : `\\${escaped ?? found}`,
  );
  return new RegExp(`^${source}$`, 's');
}

const comparators: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
};

/** `[">", 0, "<=", 5]`: comparator and bound, once or twice. */
function parseComparisons(operand: unknown): ((value: number) => boolean)[] {
  const list = listOf(operand);
  const pairs = list.flatMap((item, index) => (index % 2 === 0 ? [[item, list[index + 1]]] : []));
  if (pairs.length < 1 || pairs.length > 2) throw badOperand('numeric', operand);
  return pairs.map(([comparator, bound]) => {
    const compare = comparators[String(comparator)];
    if (!compare || typeof bound !== 'number') throw badOperand('numeric', operand);
    return (value) => compare(value, bound);
  });
}

function textOf(operator: string, operand: unknown): string {
  if (typeof operand === 'string') return operand;
  throw badOperand(operator, operand);
}

const badOperand = (operator: string, operand: unknown) =>
  new InvalidEventPatternError(`${operator} does not take ${JSON.stringify(operand)}`);
