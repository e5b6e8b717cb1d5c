import { compilePattern, type EventPattern, type PatternTest } from './matches-pattern.ts';
import { compileInput, type InputOf, type InputShape } from './target-input.ts';

/** Where a rule sends its events. */
export type Target = InputShape & { readonly arn: string };

export type Rule = {
  readonly name: string;
  readonly busName: string;
  readonly pattern: EventPattern;
  readonly targets: readonly Target[];
};

export type CompiledRule = {
  readonly rule: Rule;
  readonly matches: PatternTest;
  readonly targets: readonly { readonly target: Target; readonly inputOf: InputOf }[];
};

/** Checks a rule when it is loaded, so that what EventBridge would refuse never waits for its first event. */
export const compileRule = (rule: Rule): CompiledRule => ({
  rule,
  matches: compilePattern(rule.pattern),
  targets: rule.targets.map((target) => ({ target, inputOf: compileInput(target) })),
});
