import { afterAll, describe, inject, it } from 'vitest';
import { readApplication } from '../../infra/local/application.ts';
import { providerFaults } from './harness/provider-faults.ts';
import { createReport } from './harness/report.ts';
import { runScenario } from './harness/scenario.ts';

const { assembly, rows } = inject('faultSuite');
const application = readApplication(assembly);

describe.for(Object.entries(providerFaults))('a fault of the provider: %s', ([step, scenarios]) => {
  const report = createReport(`provider faults: ${step}`, rows);
  afterAll(report.write);
  it.for(scenarios)('loses nothing and pays once: $name', async (scenario) => {
    report.check(await runScenario(application, scenario));
  });
});
