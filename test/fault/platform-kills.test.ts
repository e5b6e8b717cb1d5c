import { afterAll, describe, inject, it } from 'vitest';
import { readApplication } from '../../infra/local/application.ts';
import { describeEachPoint, isWorkflow } from './harness/each-point.ts';
import { killPlatform } from './harness/mishaps.ts';
import { createReport } from './harness/report.ts';
import { runScenario } from './harness/scenario.ts';
import { happyStory, lostSubmit } from './harness/stories.ts';

await describeEachPoint({
  group: 'platform killed',
  stories: { ...happyStory, ...lostSubmit },
  mishap: killPlatform,
  isWanted: isWorkflow,
});

const { assembly, rows } = inject('faultSuite');
const application = readApplication(assembly);
/** One job every ten seconds, so that they stand in different phases. */
const jobs = Array.from({ length: 20 }, (_unused, index) => ({ at: 10 * index }));

describe('the platform, killed while 20 jobs stand in different phases', () => {
  const report = createReport('platform killed: 20 jobs', rows);
  afterAll(report.write);
  it.for([60, 120, 180, 240])('ends every job truthfully after %i s', async (seconds) => {
    const outcome = await runScenario(application, {
      name: `killed after ${seconds} s`,
      jobs,
      arrange: (platform) => {
        setTimeout(() => {
          platform.kill();
          setTimeout(platform.restart, 5000);
        }, seconds * 1000);
      },
    });
    report.check(outcome);
  });
});
