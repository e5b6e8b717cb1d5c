import { describeEachPoint, isWorkflow } from './harness/each-point.ts';
import { abortExecution } from './harness/mishaps.ts';
import { happyStory, lostSubmit, waitStories } from './harness/stories.ts';

await describeEachPoint({
  group: 'aborted',
  stories: { ...happyStory, ...lostSubmit, ...waitStories },
  mishap: abortExecution,
  isWanted: isWorkflow,
});
