import { writeFileSync } from 'node:fs';
import { expect, inject, it } from 'vitest';
import { readApplication } from '../../infra/local/application.ts';
import { notePolls, type Pace, type Poll, paceOf, percentile } from '../fault/harness/pace.ts';
import { runScenario } from '../fault/harness/scenario.ts';
import type { Row } from './row.ts';

const application = readApplication(inject('faultSuite').assembly);
const jobs = Array.from({ length: 20 }, (_unused, index) => ({
  owner: index % 2 ? 'alpha' : 'beta',
  body: { duration: 2 + (index % 13), deadline_seconds: 72_000 },
}));

it('follows twenty jobs in virtual time and writes the rows to BENCH_ROWS', async () => {
  let polls: readonly Poll[] = [];
  let paces: readonly Pace[] = [];
  const { tally } = await runScenario(application, {
    name: 'twenty jobs',
    jobs,
    warm: true,
    arrange: (platform) => {
      polls = notePolls(platform);
    },
    inspect: (platform, evidence) => {
      paces = paceOf(platform, evidence, polls);
    },
  });
  expect(tally.kept).toBe(jobs.length);
  const { BENCH_ROWS } = process.env;
  if (BENCH_ROWS) writeFileSync(BENCH_ROWS, JSON.stringify(rowsOf(paces)));
});

/** Budgets: design.md §4, Few polls. */
function rowsOf(paces: readonly Pace[]): Row[] {
  const of = (name: keyof Pace) => paces.map((pace) => pace[name]);
  const most = (name: keyof Pace) => Math.max(...of(name));
  return [
    {
      name: 'polls of a job from RUNNING, most',
      value: most('renderPolls'),
      unit: 'polls',
      budget: { atMost: 5 },
    },
    {
      name: 'transitions of a job from RUNNING, most',
      value: most('renderTransitions'),
      unit: 'transitions',
      budget: { atMost: 20 },
      note: `${most('queueTransitions')} in the queue`,
    },
    {
      name: 'end of a render noticed after, p50',
      value: percentile(of('lagSeconds'), 50),
      unit: 's',
      budget: { atMost: 10 },
      note: `p99 ${percentile(of('lagSeconds'), 99).toFixed(1)} s`,
    },
  ];
}
