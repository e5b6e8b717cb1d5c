import * as z from 'zod';

/** One statement of a policy document, with every list written out. */
export type PolicyStatement = {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export type Decision = 'allowed' | 'explicitly denied' | 'not allowed';

const OneOrMany = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value));

const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: OneOrMany.default([]),
  NotAction: OneOrMany.default([]),
  Resource: OneOrMany.default([]),
  NotResource: OneOrMany.default([]),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

/** An IAM policy document as templates and authorizers write it. */
export const PolicyDocument = z
  .object({ Statement: z.union([Statement.transform((one) => [one]), z.array(Statement)]) })
  .transform((document): readonly PolicyStatement[] =>
    document.Statement.map((statement) => ({
      effect: statement.Effect,
      actions: statement.Action,
      notActions: statement.NotAction,
      resources: statement.Resource,
      notResources: statement.NotResource,
      conditions: statement.Condition,
    })),
  );

/**
 * What the statements say about an action on a resource: a matching Deny wins over every Allow.
 * Conditions are left to `holds`, which by default holds none of them.
 */
export function decide(
  statements: readonly PolicyStatement[],
  { action, resource }: { readonly action: string; readonly resource: string },
  holds: (conditions: PolicyStatement['conditions']) => boolean = hasNoConditions,
): Decision {
  const matching = statements.filter(
    (statement) =>
      covers(statement.actions, statement.notActions, action, 'i') &&
      covers(statement.resources, statement.notResources, resource, '') &&
      holds(statement.conditions),
  );
  if (matching.some(({ effect }) => effect === 'Deny')) return 'explicitly denied';
  return matching.length > 0 ? 'allowed' : 'not allowed';
}

function covers(
  wanted: readonly string[],
  unwanted: readonly string[],
  value: string,
  flags: string,
): boolean {
  const matches = (pattern: string) => matchesWildcard(pattern, value, flags);
  return unwanted.length > 0 ? !unwanted.some(matches) : wanted.some(matches);
}

/** IAM's patterns: `*` is any text, `?` any character; flag `i` ignores case. */
export function matchesWildcard(pattern: string, value: string, flags = ''): boolean {
  const source = RegExp.escape(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
  return new RegExp(`^${source}$`, `s${flags}`).test(value);
}

function hasNoConditions(conditions: PolicyStatement['conditions']): boolean {
  return Object.keys(conditions).length === 0;
}
