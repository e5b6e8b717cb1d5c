import { expect, it, vi } from 'vitest';
import * as z from 'zod';
import { operatorOf } from '../../support/local-aws.ts';
import { photo } from '../../support/media.ts';
import { PlatformPlace } from '../../support/platform-process.ts';

/** They share two cores with a provider and a state machine each. */
const patience = 240_000;

const Result = z.object({
  source: z.object({ key: z.string() }),
  status: z.string(),
  job: z.object({ id: z.string() }).nullable(),
});
const Job = z.object({ id: z.string(), upload: z.object({ key: z.string() }) });

type Operator = ReturnType<typeof operatorOf>;

/** What lies under a prefix, every object once it has the form that is wanted. */
async function readAll<Form>(
  operator: Operator,
  keys: readonly string[],
  form: z.ZodType<Form>,
): Promise<Form[]> {
  return Promise.all(keys.map(async (key) => form.parse(await operator.readJson(key))));
}

it(
  'two hundred files dropped at once have two hundred results, one job each, and nothing goes round',
  async ({ onTestFinished }) => {
    const place = await PlatformPlace.make();
    onTestFinished(() => place.remove());
    const operator = operatorOf(await place.start());
    const names = Array.from({ length: 199 }, (_, index) => `${index}.jpg`);
    const bytes = photo();
    await Promise.all([
      ...names.map((name) => operator.putObject(`inbox/describe/${name}`, bytes)),
      operator.putObject('inbox/describe/poison.jpg', 'no picture at all', 'image/jpeg'),
    ]);
    await vi.waitFor(
      async () => {
        expect(await operator.listKeys('results/')).toHaveLength(200);
        expect(await operator.listKeys('open/')).toEqual([]);
      },
      { interval: 1000, timeout: patience },
    );

    // what anything before it has set off has been seen to by the time that this one is done
    await operator.putObject('inbox/describe/last.jpg', bytes);
    await operator.untilJson('results/describe/last.jpg.json');
    const made = [...names, 'last.jpg'].map((name) => `inbox/describe/${name}`).toSorted();
    const results = await readAll(operator, await operator.listKeys('results/'), Result);
    const completed = results.filter(({ status }) => status === 'completed');
    expect(completed.map(({ source }) => source.key).toSorted()).toEqual(made);
    expect(results.filter(({ status }) => status !== 'completed')).toMatchObject([
      { source: { key: 'inbox/describe/poison.jpg' }, status: 'failed', job: null },
    ]);
    const records = (await operator.listKeys('vision/')).filter((key) => key.endsWith('/job.json'));
    const jobs = await readAll(operator, records, Job);
    expect(jobs.map(({ upload }) => upload.key).toSorted()).toEqual(made);
    expect(await operator.listKeys('videos/')).toEqual([]);
    expect(await operator.listKeys('inbox/')).toHaveLength(201);
    expect(await operator.listKeys('dead-letters/')).toHaveLength(1);
  },
  2 * patience,
);
