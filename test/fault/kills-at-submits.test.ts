import { describeEachPoint, isWorkflow } from './harness/each-point.ts';
import { killProcess } from './harness/mishaps.ts';
import { happyStory, submitStories } from './harness/stories.ts';

await describeEachPoint({
  group: 'killed',
  stories: { ...happyStory, ...submitStories },
  mishap: killProcess,
  isWanted: isWorkflow,
});
