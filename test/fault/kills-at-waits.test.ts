import { describeEachPoint, isWorkflow } from './harness/each-point.ts';
import { killProcess } from './harness/mishaps.ts';
import { waitStories } from './harness/stories.ts';

await describeEachPoint({
  group: 'killed',
  stories: waitStories,
  mishap: killProcess,
  isWanted: isWorkflow,
});
