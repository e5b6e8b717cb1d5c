import { describe, expect, it } from 'vitest';
import { patience } from '../../support/jobs.ts';
import { operatorOf } from '../../support/local-aws.ts';
import { photo } from '../../support/media.ts';
import { callerWith, localSystem } from '../../support/system.ts';

const system = localSystem();
const owner = callerWith(system.ruleOwnerKey);

describe('objects dropped into the inbox', () => {
  it(
    'have their results where their rule says, and what is poison an error and a dead letter',
    async () => {
      const operator = operatorOf(system);
      const names = ['one.jpg', 'two.jpg', 'three.jpg'];
      await operator.putObject(
        'inbox/describe/one.jpg.request.json',
        '{"prompt": "Why a rocket?"}',
      );
      await Promise.all(names.map((name) => operator.putObject(`inbox/describe/${name}`, photo())));
      await operator.putObject('inbox/describe/poison.jpg', 'no picture at all', 'image/jpeg');
      await operator.putObject('inbox/animate/rocket.jpg', photo());
      const results = await Promise.all(
        names.map((name) => operator.untilJson(`results/describe/${name}.json`)),
      );
      for (const result of results)
        expect(result).toMatchObject({
          status: 'completed',
          job: { object: 'vision', mode: 'analyze' },
          result: { object: 'vision.result', text: expect.stringMatching(/./) },
        });
      expect(results[0]).toMatchObject({ job: { request: { prompt: 'Why a rocket?' } } });
      const poison = await operator.untilJson('results/describe/poison.jpg.json');
      expect(poison).toMatchObject({
        status: 'failed',
        error: { code: expect.stringMatching(/^invalid_/) },
      });
      const letters = await operator.untilKeys('dead-letters/uploads/', 1);
      expect(await operator.readJson(letters[0] ?? '')).toMatchObject({
        source: 'upload',
        rule: 'describe',
      });
      const film = await operator.untilJson('results/animate/rocket.jpg.json');
      expect(film).toMatchObject({ status: 'completed', job: { object: 'video', mode: 'i2v' } });
      const { job } = film as { job: { id: string } };
      expect((await owner.readVideo(job.id)).output?.video.bytes).toBeGreaterThan(0);
      expect(await operator.listKeys('results/describe/')).toHaveLength(names.length + 1);
      expect(await operator.listKeys('dead-letters/uploads/')).toEqual(letters);
    },
    patience,
  );
});
