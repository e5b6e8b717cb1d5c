import { afterAll, describe, expect, inject, it } from 'vitest';
import { readApplication } from '../../infra/local/application.ts';
import { notePolls, type Pace, type Poll, paceOf, percentile, spreadOf } from './harness/pace.ts';
import { createReport } from './harness/report.ts';
import { runScenario } from './harness/scenario.ts';

const { assembly, rows } = inject('faultSuite');
const application = readApplication(assembly);
const sizes = ['1280*720', '1920*1080'];

/** Renders of one to five minutes; the deadline is the longest that there is. */
const jobs = Array.from({ length: 500 }, (_unused, index) => ({
  owner: index % 2 ? 'alpha' : 'beta',
  body: {
    size: sizes[index % sizes.length],
    duration: 2 + (index % 13),
    deadline_seconds: 72_000,
  },
}));

describe('500 jobs at once against the documented limits', () => {
  const report = createReport('500 jobs at once', rows);
  afterAll(report.write);

  it('all complete, no poll is throttled, and few polls notice a render soon', async () => {
    let polls: readonly Poll[] = [];
    let paces: readonly Pace[] = [];
    let throttled = 0;
    const outcome = await runScenario(application, {
      name: '500 jobs',
      jobs,
      warm: true,
      arrange: (platform) => {
        polls = notePolls(platform);
      },
      inspect: async (platform, evidence) => {
        paces = paceOf(platform, evidence, polls);
        const requests = await platform.provider.requests();
        throttled = requests.filter(
          ({ method, status }) => method === 'GET' && status === 429,
        ).length;
      },
    });
    const of = (name: keyof Pace) => paces.map((pace) => pace[name]);
    report.note(`500 jobs: polls in the queue ${spreadOf(of('queuePolls'))}`);
    report.note(`500 jobs: polls from RUNNING ${spreadOf(of('renderPolls'))}`);
    report.note(`500 jobs: transitions in the queue ${spreadOf(of('queueTransitions'))}`);
    report.note(`500 jobs: transitions from RUNNING ${spreadOf(of('renderTransitions'))}`);
    report.note(`500 jobs: seconds in the queue ${spreadOf(of('queueSeconds'))}`);
    report.note(`500 jobs: seconds of rendering ${spreadOf(of('renderSeconds'))}`);
    report.note(`500 jobs: detection lag in seconds ${spreadOf(of('lagSeconds'))}`);
    report.check(outcome);
    expect(outcome.tally.kept).toBe(jobs.length);
    expect(throttled).toBe(0);
    expect(Math.max(...of('renderPolls'))).toBeLessThanOrEqual(5);
    expect(Math.max(...of('renderTransitions'))).toBeLessThanOrEqual(20);
    expect(percentile(of('lagSeconds'), 50)).toBeLessThanOrEqual(10);
    const crowded = paces.filter((pace) => pace.queuePolls > 1 + pace.queueSeconds / 120);
    expect(crowded).toEqual([]);
  });
});
