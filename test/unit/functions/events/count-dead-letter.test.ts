import { expect, it } from 'vitest';
import { createHandler } from '../../../../functions/events/count-dead-letter.ts';
import { realWorld } from '../../../../shared/runtime/world.ts';

it('says where a dead letter lies, in a line that CloudWatch counts', async () => {
  const lines: string[] = [];
  const handle = createHandler({
    ...realWorld(),
    environment: { STAGE: 'dev' },
    log: (line) => lines.push(line),
  });
  const object = { key: 'dead-letters/commands/1.json', size: 10 };
  await handle({ 'detail-type': 'Object Created', detail: { bucket: { name: 'media' }, object } });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      event: 'dead_letter.written',
      bucket: 'media',
      key: 'dead-letters/commands/1.json',
      stage: 'dev',
      DeadLetters: 1,
      _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'DeadLetters', Unit: 'Count' }] }] },
    },
  ]);
});
