import { afterAll, describe, inject, it } from 'vitest';
import { readApplication } from '../../infra/local/application.ts';
import {
  conflictTimes,
  loseAnswer,
  outrunTimes,
  refuseFor,
  refuseUntil,
} from './harness/aws-mishaps.ts';
import { describeEachPoint, isWorkflow } from './harness/each-point.ts';
import type { OutboundCall } from './harness/outbound.ts';
import { createReport } from './harness/report.ts';
import { runScenario, type Scenario } from './harness/scenario.ts';
import { happyStory, lostSubmit } from './harness/stories.ts';

const stories = { ...happyStory, ...lostSubmit };
const hour = 3600;
const isAwsCall = (call: OutboundCall) => isWorkflow(call) && call.service !== 'provider';
const isWrite = (call: OutboundCall) => isAwsCall(call) && call.method !== 'GET';

await describeEachPoint({
  ...{ group: 'answer lost', stories, mishap: loseAnswer, isWanted: isWrite },
  moments: ['after'],
});
await describeEachPoint({
  ...{ group: 'service out for 10 s', stories, mishap: refuseFor(10), isWanted: isAwsCall },
  moments: ['before'],
});
await describeEachPoint({
  ...{ group: 'service out for 3 h', stories, mishap: refuseFor(3 * hour), isWanted: isAwsCall },
  moments: ['before'],
});

const { assembly, rows } = inject('faultSuite');
const application = readApplication(assembly);

const storms: readonly Scenario[] = [
  { name: '3 conflicts', arrange: ({ intercept }) => intercept(conflictTimes(3)()) },
  { name: '30 conflicts', arrange: ({ intercept }) => intercept(conflictTimes(30)()) },
  { name: '3 stale versions', arrange: (one) => one.intercept(outrunTimes(3)(one)) },
  { name: '30 stale versions', arrange: (one) => one.intercept(outrunTimes(30)(one)) },
];

describe('a record that many write', () => {
  const report = createReport('record contended', rows);
  afterAll(report.write);
  it.for(storms)('is written in the end after $name', async (scenario) => {
    report.check(await runScenario(application, scenario));
  });
});

const outages = [60, hour / 2, 2 * hour, 6 * hour];
const functions = ['SubmitTask', 'FindTask', 'PollTask', 'ArchiveVideo', 'GiveUpWaiting'];
const silences = functions.flatMap((functionName) =>
  outages.map((seconds): Scenario & { functionName: string } => {
    const isSecret = (call: OutboundCall) =>
      call.service === 'secrets' && call.functionName === functionName;
    return {
      name: `${functionName} gets no key for ${seconds} s`,
      functionName,
      mayBeUnclaimed: functionName === 'FindTask',
      jobs: [{ body: { deadline_seconds: functionName === 'GiveUpWaiting' ? 60 : hour } }],
      arrange: async (platform) => {
        if (functionName === 'FindTask')
          await lostSubmit['a submit whose answer is lost']?.arrange?.(platform);
        platform.intercept(refuseUntil(seconds, isSecret)(platform));
      },
    };
  }),
);

describe('Secrets Manager out of order', () => {
  const report = createReport('Secrets Manager silent', rows);
  afterAll(report.write);
  it.for(silences)('loses nothing: $name', async (scenario) => {
    report.check(await runScenario(application, scenario));
  });
});
