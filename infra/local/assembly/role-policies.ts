import * as z from 'zod';
import { type Assembly, readProperties } from './cloud-assembly.ts';
import { PolicyDocument, type PolicyStatement } from './iam-policy.ts';

/** What a role may do, by its inline, attached and own managed policies. */
export type RolePolicies = {
  readonly roleName: string;
  readonly roleArn: string;
  readonly statements: readonly PolicyStatement[];
  /** Policies that AWS keeps (`arn:aws:iam::aws:policy/…`), whose statements no template holds. */
  readonly managedPolicyArns: readonly string[];
};

const RoleProperties = z.object({
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(z.object({ PolicyDocument })).default([]),
});

const AttachedPolicyProperties = z.object({
  PolicyDocument,
  Roles: z.array(z.string()).default([]),
});

/** One entry per role, for checking a function's calls against what it is granted when deployed. */
export function rolePoliciesOf(assembly: Assembly): readonly RolePolicies[] {
  const attached = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap((type) => assembly.resources(type))
    .map((resource) => ({
      arn: resource.ref,
      ...readProperties(resource, AttachedPolicyProperties),
    }));
  return assembly.resources('AWS::IAM::Role').map((role) => {
    const { ManagedPolicyArns: arns, Policies: inline } = readProperties(role, RoleProperties);
    const own = attached.filter(
      ({ Roles, arn }) => Roles.includes(role.name) || arns.includes(arn),
    );
    return {
      roleName: role.name,
      roleArn: role.attribute('Arn'),
      statements: [...inline, ...own].flatMap((policy) => policy.PolicyDocument),
      managedPolicyArns: arns.filter((arn) => arn.startsWith('arn:aws:iam::aws:')),
    };
  });
}
