import { describeEachPoint, isWorkflow } from './harness/each-point.ts';
import { killProcess } from './harness/mishaps.ts';
import { happyStory, laterLostSubmit, submitStories } from './harness/stories.ts';

await describeEachPoint({
  group: 'killed',
  stories: { ...happyStory, ...submitStories, ...laterLostSubmit },
  mishap: killProcess,
  isWanted: isWorkflow,
});
