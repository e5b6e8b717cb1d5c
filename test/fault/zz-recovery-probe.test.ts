import { afterAll, describe, inject, it } from 'vitest';
import { readApplication } from '../../infra/local/application.ts';
import { createReport } from './harness/report.ts';
import { runScenario, type Scenario } from './harness/scenario.ts';

const { assembly, rows } = inject('faultSuite');
const application = readApplication(assembly);
const report = createReport('lost submits (probe)', rows);
afterAll(report.write);
const submit = { method: 'POST', path: 'video-synthesis' };
const jobs = (n: number) =>
  Array.from({ length: n }, (_, index) => ({ owner: `owner-${index % 3}` }));
const scenarios: readonly Scenario[] = [
  {
    name: 'reset after accept, alone',
    arrange: (p) =>
      p.provider.inject({ fault: { kind: 'reset_after_accept' }, match: { ...submit, times: 1 } }),
  },
  {
    name: 'reset after accept for six jobs of three owners',
    jobs: jobs(6),
    arrange: (p) =>
      p.provider.inject({ fault: { kind: 'reset_after_accept' }, match: { ...submit, times: 6 } }),
  },
  {
    name: 'same prompt',
    jobs: [
      { owner: 'a', body: { prompt: 'x' } },
      { owner: 'b', body: { prompt: 'x' } },
    ],
    arrange: (p) =>
      p.provider.inject({ fault: { kind: 'reset_after_accept' }, match: { ...submit, times: 2 } }),
  },
  {
    name: 'list down for three hours',
    arrange: async (p) => {
      await p.provider.inject({
        fault: { kind: 'reset_after_accept' },
        match: { ...submit, times: 1 },
      });
      await p.provider.inject({
        fault: { kind: 'status', status: 503 },
        match: { method: 'GET', path: '/api/v1/tasks', times: 45 },
      });
    },
  },
  {
    name: 'foreign application',
    jobs: jobs(4),
    arrange: async (p) => {
      await p.provider.submitElsewhere('theirs');
      await p.provider.inject({
        fault: { kind: 'reset_after_accept' },
        match: { ...submit, nth: 2, times: 3 },
      });
    },
  },
];
describe('lost submits', () => {
  it.for(scenarios)('$name', async (scenario) => {
    report.check(await runScenario(application, scenario));
  });
});
