import { describeEachPoint } from './harness/each-point.ts';
import { killProcess } from './harness/mishaps.ts';

await describeEachPoint({
  group: 'create killed',
  stories: {
    'a caller who asks again': { jobs: [{ idempotencyKey: 'order 7' }] },
    'a caller who does not': {},
  },
  mishap: killProcess,
  isWanted: ({ functionName }) => functionName === 'CreateVideo',
});
