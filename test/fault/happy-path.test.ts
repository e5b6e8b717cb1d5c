import { afterAll, describe, inject, it } from 'vitest';
import { readApplication } from '../../infra/local/application.ts';
import { createReport } from './harness/report.ts';
import { runScenario, type Scenario } from './harness/scenario.ts';

const { assembly, rows } = inject('faultSuite');
const application = readApplication(assembly);
const report = createReport('nothing goes wrong', rows);
afterAll(report.write);

const scenarios: readonly Scenario[] = [
  { name: 'one job' },
  { name: 'a video of several parts', videoBytes: 20_000_000 },
  {
    name: 'ten jobs of two owners',
    jobs: Array.from({ length: 10 }, (_, index) => ({ owner: index % 2 ? 'beta' : 'alpha' })),
  },
];

describe('the workflow, when nothing goes wrong', () => {
  it.for(scenarios)('keeps every video: $name', async (scenario) => {
    report.check(await runScenario(application, scenario));
  });
});
