/** Where the provider wants a field (dashscope-api §3, trap 13). */
export type Place = 'input' | 'parameters';

/** What a model takes in one field; the validator, the payload builder and the documentation read it. */
export type FieldRule = { readonly place: Place; readonly required?: boolean } & (
  | { readonly kind: 'text'; readonly maxCharacters: number }
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly default?: string }
  | {
      readonly kind: 'integer';
      readonly values?: readonly number[];
      readonly minimum?: number;
      readonly maximum?: number;
      readonly default?: number;
    }
  | { readonly kind: 'flag'; readonly default?: boolean }
  | { readonly kind: 'image' }
  | { readonly kind: 'audio' }
);

/** Why a value breaks a rule, in words that say what would be accepted; `undefined` when it does not. */
export function brokenRule(rule: FieldRule, value: unknown): string | undefined {
  switch (rule.kind) {
    case 'text':
      return textProblem(rule, value as string);
    case 'choice':
      if (rule.values.includes(value as string)) return undefined;
      return `Must be one of ${rule.values.join(', ')}.`;
    case 'integer':
      return integerProblem(rule, value as number);
    case 'image':
      if (!/^data:(?!image\/)/.test(value as string)) return undefined;
      return 'Must be an image: data:image/…;base64,….';
    case 'audio':
      if (!(value as string).startsWith('data:')) return undefined;
      return 'Audio cannot be sent as a data: URI. Give a URL that the provider can fetch.';
    default:
      return undefined;
  }
}

function textProblem(rule: Extract<FieldRule, { kind: 'text' }>, value: string) {
  const length = [...value].length;
  if (rule.required && length === 0) return 'Must not be empty.';
  if (length <= rule.maxCharacters) return undefined;
  return `Has ${length} characters; the model reads at most ${rule.maxCharacters} and cuts the rest silently.`;
}

function integerProblem(rule: Extract<FieldRule, { kind: 'integer' }>, value: number) {
  if (rule.values) {
    return rule.values.includes(value) ? undefined : `Must be ${rule.values.join(' or ')}.`;
  }
  const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = rule;
  if (value >= minimum && value <= maximum) return undefined;
  return `Must be between ${minimum} and ${maximum}.`;
}
