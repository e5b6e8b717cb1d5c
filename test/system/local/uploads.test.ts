import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runCommand } from '../../support/commands.ts';
import { patience } from '../../support/jobs.ts';
import { operatorOf } from '../../support/local-aws.ts';
import { photo } from '../../support/media.ts';
import { callerWith, localSystem } from '../../support/system.ts';

const system = localSystem();
const owner = callerWith(system.ruleOwnerKey);

type Operator = ReturnType<typeof operatorOf>;

const redrive = (letter: string) =>
  runCommand('infra/redrive/main.ts', ['--prefix', letter], {
    directory: system.directory,
    environment: { QWEN_LOCAL_DIRECTORY: system.directory },
  });

async function letterOf(operator: Operator, key: string): Promise<string> {
  for (const letter of await operator.listKeys('dead-letters/uploads/'))
    if (JSON.stringify(await operator.readJson(letter)).includes(key)) return letter;
  throw new Error(`no letter of ${key}`);
}

/** How often a job was asked for again. */
async function replaysOf(id: string): Promise<number> {
  const log = await readFile(join(system.directory, 'platform.log'), 'utf8');
  const lines = log.split('\n').filter((line) => line.includes('upload.accepted'));
  return lines.filter((line) => line.includes(id) && line.includes('"replayed":true')).length;
}

/** The vision jobs that were made for an object. */
async function jobsOf(operator: Operator, key: string): Promise<string[]> {
  const records = (await operator.listKeys('vision/local/')).filter((one) =>
    one.endsWith('/job.json'),
  );
  const jobs = await Promise.all(records.map((record) => operator.readJson(record)));
  return (jobs as { id: string; upload: { key: string } | null }[])
    .filter(({ upload }) => upload?.key === key)
    .map(({ id }) => id);
}

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
          // the bucket is versioned, so this is what the object is known by
          source: { version_id: expect.stringMatching(/./) },
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

  it(
    'that were given up have their results once they are mended and redriven, one each',
    async () => {
      const operator = operatorOf(system);
      const key = 'inbox/describe/mended.jpg';
      await operator.putObject(`${key}.request.json`, '{"model": "not for sidecars"}');
      await operator.putObject(key, photo());
      const result = 'results/describe/mended.jpg.json';
      expect(await operator.untilJson(result)).toMatchObject({ status: 'failed', job: null });
      const letter = await vi.waitFor(() => letterOf(operator, key), { timeout: patience });
      const content = JSON.stringify(await operator.readJson(letter));

      await operator.putObject(`${key}.request.json`, '{"prompt": "Why a rocket?"}');
      expect(await redrive(letter)).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(
          `^${letter}  sent  Object Created  .*unsupported_option: .*\n$`,
        ),
      });
      await vi.waitFor(
        async () => expect(await operator.readJson(result)).toMatchObject({ status: 'completed' }),
        { interval: 200, timeout: patience },
      );
      expect(await operator.listKeys(letter)).toEqual([]);

      // as if the command had died before it removed the letter
      await operator.putObject(letter, content);
      expect(await redrive(letter)).toMatchObject({ code: 0 });
      const { job } = (await operator.readJson(result)) as { job: { id: string } };
      await vi.waitFor(async () => expect(await replaysOf(job.id)).toBe(1), { timeout: patience });
      expect(await jobsOf(operator, key)).toEqual([job.id]);
    },
    patience,
  );
});
