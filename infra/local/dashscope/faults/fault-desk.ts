import type { Fault } from '../route.ts';
import { type FaultRule, type FaultTarget, meetsFault } from './fault-rule.ts';
import { type FaultKind, type FaultScope, faultScopes } from './kinds.ts';

/** Everything about one call that a fault can be matched with. */
export type FaultContext = {
  readonly call: FaultTarget;
  /** Rules written into this call's own prompt. */
  readonly promptRules: readonly FaultRule[];
  /** The submit that made the task which this call is about, and the rules pinned to that task. */
  readonly origin?: { readonly submit: FaultTarget; readonly rules: readonly FaultRule[] };
};

/** The faults of the admin route, and the search through all sources of faults. */
export type FaultDesk = {
  add(rule: FaultRule): void;
  clear(): void;
  find(kind: FaultKind, context: FaultContext): Fault | undefined;
};

export function createFaultDesk(): FaultDesk {
  let rules: FaultRule[] = [];
  return {
    add: (rule) => {
      rules.push(rule);
    },
    clear: () => {
      rules = [];
    },
    find: (kind, context) => {
      const scope: FaultScope = faultScopes[kind];
      if (scope === 'write' && context.call.method !== 'POST') return undefined;
      const prompted = scope === 'follow-up' ? (context.origin?.rules ?? []) : context.promptRules;
      const targets = scope === 'follow-up' ? followUpTargets(context) : [context.call];
      return [...prompted, ...rules].find(
        (rule) => rule.fault.kind === kind && meetsFault(rule, targets),
      )?.fault;
    },
  };
}

/** A rule on downloads may name the download itself or the submit whose result it is. */
function followUpTargets({ call, origin }: FaultContext): FaultTarget[] {
  return origin === undefined ? [call] : [call, origin.submit];
}

/** The rules of a prompt that live on with the task. */
export function pinnedRules(rules: readonly FaultRule[]): FaultRule[] {
  return rules.filter((rule) => faultScopes[rule.fault.kind] === 'follow-up');
}

export function isFaultKind(kind: string): kind is FaultKind {
  return Object.hasOwn(faultScopes, kind);
}
