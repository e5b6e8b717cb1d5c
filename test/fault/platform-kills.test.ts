import { describeEachPoint, isWorkflow } from './harness/each-point.ts';
import { killPlatform } from './harness/mishaps.ts';
import { happyStory, lostSubmit } from './harness/stories.ts';

await describeEachPoint({
  group: 'platform killed',
  stories: { ...happyStory, ...lostSubmit },
  mishap: killPlatform,
  isWanted: isWorkflow,
});
