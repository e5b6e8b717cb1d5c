import { describeEachPoint } from './harness/each-point.ts';
import { killProcess } from './harness/mishaps.ts';
import type { Platform } from './harness/platform.ts';
import { lostSubmit, type Stories } from './harness/stories.ts';

/** An operator stops what runs at these seconds from the start. */
const stopAt =
  (...seconds: readonly number[]) =>
  ({ executions }: Platform): void => {
    for (const second of seconds)
      setTimeout(() => executions.running().forEach(executions.stop), second * 1000);
  };

/** Every event of a dead execution is lost, so that only the sweep can notice. */
const deafen = ({ interceptSteps }: Platform): void =>
  interceptSteps(async (step, run) => (step.functionName === 'CloseExecution' ? null : run()));

const stories: Stories = {
  ...lostSubmit,
  'an execution that is stopped': { arrange: stopAt(50) },
  'executions that are stopped again and again': {
    arrange: stopAt(20, 22, 24, 26, 28, 30, 32, 34),
  },
  'a death that nobody is told of': {
    arrange: (platform) => {
      deafen(platform);
      stopAt(50)(platform);
    },
  },
};

await describeEachPoint({
  group: 'recovery killed',
  stories,
  mishap: killProcess,
  isWanted: ({ functionName }) => /^CloseExecution$|^SweepJobs$/.test(functionName),
});
