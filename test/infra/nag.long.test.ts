import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { appWith } from '../support/variants.ts';
import { acceptedFindings } from './accepted-findings.ts';

const app = appWith({ alarmEmail: 'ops@example.com' });
// the tree is complete only once it has been synthesized
app.synth();

/** One line a finding: the rule and the construct. */
function findingsOf(pack: NagPack): { rule: string; where: string }[] {
  const { violations } = pack.validateScope(app);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => ({ rule: ruleName, where: `${constructPath}` })),
  );
}

const findings = [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap(findingsOf);

describe('cdk-nag', () => {
  it('finds nothing that is not explained', () => {
    const unexplained = findings.filter(
      ({ rule, where }) =>
        !acceptedFindings.some(([rules, places]) => rules.test(rule) && places.test(where)),
    );
    expect(unexplained).toEqual([]);
  });

  it.each(acceptedFindings)('finds what is explained: %s at %s', (rules, places) => {
    expect(findings.some(({ rule, where }) => rules.test(rule) && places.test(where))).toBe(true);
  });
});
