import { createHash, randomBytes } from 'node:crypto';
import type { Assembly } from './assembly/cloud-assembly.ts';
import { decide, matchesWildcard, type PolicyStatement } from './assembly/iam-policy.ts';
import { rolePoliciesOf } from './assembly/role-policies.ts';

type Credentials = { readonly accessKeyId: string; readonly secretAccessKey: string };

type Access = {
  readonly accessKeyId: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
};

/** Who may call the local services: the operator everything, each role what its templates grant. */
export type Identities = {
  readonly operator: Credentials;
  forRole(roleArn: string): Credentials;
  secretOf(accessKeyId: string): string | undefined;
  allows(access: Access): boolean;
};

/** Credentials for this run of the platform, checked against the synthesized policies (design.md §6). */
export function createIdentities(assembly: Assembly): Identities {
  const salt = randomBytes(16);
  const make = (name: string): Credentials => {
    const digest = createHash('sha256').update(salt).update(name).digest('hex');
    return {
      accessKeyId: `AKIA${digest.slice(0, 16).toUpperCase()}`,
      secretAccessKey: digest.slice(16, 56),
    };
  };
  const operator = make('operator');
  const roles = rolePoliciesOf(assembly).map((role) => ({ ...role, ...make(role.roleArn) }));
  const statementsOf = new Map(roles.map((role) => [role.accessKeyId, role.statements]));
  const secrets = new Map(
    [operator, ...roles].map((one) => [one.accessKeyId, one.secretAccessKey]),
  );
  return {
    operator,
    forRole: make,
    secretOf: (accessKeyId) => secrets.get(accessKeyId),
    allows: (access) =>
      access.accessKeyId === operator.accessKeyId ||
      decide(statementsOf.get(access.accessKeyId) ?? [], access, conditionsHold(access)) ===
        'allowed',
  };
}

/** `StringLike` and `StringEquals` on the call's own facts; an operator that is not known never holds. */
function conditionsHold({ context = {} }: Access) {
  return (conditions: PolicyStatement['conditions']): boolean =>
    Object.entries(conditions).every(
      ([operator, keys]) =>
        ['StringLike', 'StringEquals'].includes(operator) &&
        Object.entries(keys).every(([key, wanted]) =>
          [wanted].flat().some((pattern) => matchesWildcard(String(pattern), context[key] ?? '')),
        ),
    );
}
