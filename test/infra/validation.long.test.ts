import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';
import { describe, expect, it } from 'vitest';
import { templateFiles } from '../support/templates.ts';

/** CDK writes dependencies that CloudFormation would find by itself (design.md §9). */
const accepted = 'W3005';

/** Rules `I…` inform: of what an update would replace, of other ways to write the same. */
const informs = /^I\d/;

describe('CloudFormation’s own rules', () => {
  it.each(templateFiles)('find nothing wrong with $name', ({ file }) => {
    const engine = new CelEngine();
    try {
      const { diagnostics } = engine.validateStandard(new TemplateFile(file));
      const findings = diagnostics
        .filter(({ ruleId }) => ruleId !== accepted && !informs.test(ruleId))
        .map(({ ruleId, message }) => `${ruleId} ${message}`);
      expect(findings).toEqual([]);
    } finally {
      engine.free();
    }
  });
});
