import { afterAll, describe, inject, it } from 'vitest';
import { readApplication } from '../../infra/local/application.ts';
import type { StepInterceptor } from './harness/outbound.ts';
import { createReport } from './harness/report.ts';
import { runScenario } from './harness/scenario.ts';
import { happyStory, submitStories, waitStories } from './harness/stories.ts';

const { assembly, rows } = inject('faultSuite');
const application = readApplication(assembly);
const hour = 3_600_000;

/** Ways in which the same step comes to be run twice. */
const replays: Readonly<Record<string, (number: number) => StepInterceptor>> = {
  'one after the other': (number) => async (step, run) => {
    const answer = await run();
    return step.number === number ? run() : answer;
  },
  'at the same time': (number) => async (step, run) => {
    if (step.number !== number) return run();
    const [first, second] = await Promise.allSettled([run(), run()]);
    if (first.status === 'fulfilled') return first.value;
    if (second.status === 'fulfilled') return second.value;
    throw first.reason;
  },
  'again hours later': (number) => async (step, run) => {
    if (step.number === number) setTimeout(() => run().catch(() => undefined), hour);
    return run();
  },
};

for (const [story, scenario] of Object.entries({
  ...happyStory,
  ...submitStories,
  ...waitStories,
})) {
  const { steps, problems } = await runScenario(application, { ...scenario, name: story });
  if (problems.length > 0) throw new Error(problems.join('; '));
  const chosen = steps.filter((step) => {
    const alike = steps.filter(({ functionName }) => functionName === step.functionName);
    return (
      step.functionName !== 'CreateVideo' && (alike.indexOf(step) < 2 || step === alike.at(-1))
    );
  });
  const points = chosen.flatMap(({ number, functionName }) =>
    Object.entries(replays).map(([way, replay]) => ({ number, functionName, way, replay })),
  );
  describe(`a step run twice: ${story}`, () => {
    const report = createReport(`replayed: ${story}`, rows);
    afterAll(report.write);
    it.for(points)('holds for $functionName ($number) $way', async (point) => {
      const { number, functionName, way, replay } = point;
      const outcome = await runScenario(application, {
        ...scenario,
        name: `${functionName} ${way}`,
        mayBeUnclaimed: scenario.mayBeUnclaimed ?? functionName === 'SubmitTask',
        arrange: async (platform) => {
          await scenario.arrange?.(platform);
          platform.interceptSteps(replay(number));
        },
      });
      report.check(outcome);
    });
  });
}
