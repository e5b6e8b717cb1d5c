import { describeEachPoint, isWorkflow } from './harness/each-point.ts';
import { killProcess } from './harness/mishaps.ts';
import { cancelStories } from './harness/stories.ts';

await describeEachPoint({
  group: 'killed around a cancel',
  stories: cancelStories,
  mishap: killProcess,
  isWanted: (call) => call.functionName === 'CancelVideo' || isWorkflow(call),
});
