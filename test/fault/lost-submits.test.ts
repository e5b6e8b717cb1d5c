import { afterAll, describe, inject, it } from 'vitest';
import { readApplication } from '../../infra/local/application.ts';
import type { JobRequest } from './harness/client.ts';
import type { Platform } from './harness/platform.ts';
import { ownKey } from './harness/provider.ts';
import { createReport } from './harness/report.ts';
import { runScenario, type Scenario } from './harness/scenario.ts';

const { assembly, rows } = inject('faultSuite');
const application = readApplication(assembly);
const submit = { method: 'POST', path: '/video-synthesis' };
const owners = ['alpha', 'beta', 'gamma'];

/** A job that went well before, so that it is known which of the account's keys is ours. */
const earlier: JobRequest = { owner: 'delta', body: { prompt: 'an earlier video' } };
/** When the jobs are asked for whose submits are lost. */
const later = 600;

const jobsOf = (count: number, promptOf: (index: number) => string): readonly JobRequest[] =>
  Array.from({ length: count }, (_unused, index) => ({
    owner: owners[index % owners.length],
    at: later,
    body: { prompt: promptOf(index) },
  }));
const different = (index: number) => `video ${index} of its own`;
const same = () => 'the very same prompt';

/** From the second submit on, and so many of them. */
const fromSecond = (times: number) => ({ ...submit, nth: 2, times });
const lose = (times: number) => ({
  fault: { kind: 'reset_after_accept' },
  match: fromSecond(times),
});

/** Another application makes a task while our submits are under way. */
const elsewhere = (platform: Platform, prompt: string, key?: string) =>
  setTimeout(
    () => void platform.provider.submitElsewhere(prompt, key).catch(() => undefined),
    later * 1000 + 1,
  );

const scenarios: readonly Scenario[] = [
  {
    name: 'one job',
    jobs: [earlier, ...jobsOf(1, different)],
    arrange: ({ provider }) => provider.inject(lose(1)),
  },
  {
    name: 'six jobs of three owners',
    jobs: [earlier, ...jobsOf(6, different)],
    arrange: ({ provider }) => provider.inject(lose(6)),
  },
  {
    name: 'six jobs with one prompt',
    mayBeUnclaimed: true,
    jobs: [earlier, ...jobsOf(6, same)],
    arrange: ({ provider }) => provider.inject(lose(6)),
  },
  {
    name: 'one of three jobs with one prompt',
    mayBeUnclaimed: true,
    jobs: [earlier, ...jobsOf(3, same)],
    arrange: ({ provider }) => provider.inject(lose(1)),
  },
  {
    name: 'some that were made and some that were not',
    jobs: [earlier, ...jobsOf(6, different)],
    arrange: async ({ provider }) => {
      await provider.inject({ fault: { kind: 'reset_before_accept' }, match: fromSecond(3) });
      await provider.inject(lose(3));
    },
  },
  {
    name: 'some with one prompt that were made and some that were not',
    mayBeUnclaimed: true,
    jobs: [earlier, ...jobsOf(6, same)],
    arrange: async ({ provider }) => {
      await provider.inject({ fault: { kind: 'reset_before_accept' }, match: fromSecond(3) });
      await provider.inject(lose(3));
    },
  },
  ...[different(0), same()].map(
    (prompt): Scenario => ({
      name: `three jobs beside another application that asks for "${prompt}"`,
      mayBeUnclaimed: prompt === same(),
      jobs: [earlier, ...jobsOf(3, prompt === same() ? same : different)],
      arrange: async (platform) => {
        await platform.provider.inject(lose(3));
        elsewhere(platform, prompt);
        elsewhere(platform, 'a film of theirs');
      },
    }),
  ),
  {
    name: 'one job whose submit never arrived, beside another application that asks for the same',
    jobs: [earlier, ...jobsOf(1, same)],
    arrange: async (platform) => {
      await platform.provider.inject({
        ...{ fault: { kind: 'reset_before_accept' }, match: fromSecond(1) },
      });
      elsewhere(platform, same());
    },
  },
  {
    name: 'three jobs beside another application with our key',
    jobs: [earlier, ...jobsOf(3, different)],
    arrange: async (platform) => {
      await platform.provider.inject(lose(3));
      elsewhere(platform, 'a film of theirs', ownKey);
    },
  },
  {
    name: 'the first job of an account beside another application that asks for the same',
    mayBeUnclaimed: true,
    jobs: jobsOf(1, same),
    arrange: async (platform) => {
      await platform.provider.inject({ fault: { kind: 'reset_after_accept' }, match: submit });
      elsewhere(platform, same());
    },
  },
  {
    name: 'answers with a request id, for jobs with one prompt',
    jobs: jobsOf(6, same),
    arrange: ({ provider }) =>
      provider.inject({ fault: { kind: 'status_after_accept', status: 504 }, match: submit }),
  },
  {
    name: 'jobs ten seconds apart',
    jobs: [
      earlier,
      ...jobsOf(6, different).map((job, index) => ({ ...job, at: later + 10 * index })),
    ],
    arrange: ({ provider }) => provider.inject(lose(6)),
  },
  ...['InternalError', 'Throttling.RateQuota'].map(
    (code): Scenario => ({
      name: `three jobs while the list says ${code} for three hours`,
      jobs: [earlier, ...jobsOf(3, different)],
      arrange: async ({ provider }) => {
        await provider.inject(lose(3));
        setTimeout(
          () => void provider.inject({ fault: { kind: 'status', code }, match: { method: 'GET' } }),
          later * 1000 - 1,
        );
        setTimeout(() => void provider.heal(), (later + 3 * 3600) * 1000);
      },
    }),
  ),
];

describe('submits whose answers are lost', () => {
  const report = createReport('submits lost side by side', rows);
  afterAll(report.write);
  it.for(scenarios)('end with the job they belong to, or with nobody: $name', async (scenario) => {
    report.check(await runScenario(application, scenario));
  });
});
