import { describe, expect, it } from 'vitest';
import type { VideoJob } from '../../shared/contract/video.ts';
import { untilClosed } from '../support/jobs.ts';
import { PlatformPlace } from '../support/platform-process.ts';
import { tasksOf } from '../support/twin.ts';

const numbers = Array.from({ length: 20 }, (_unused, index) => index);
const promptOf = (index: number) => `Rocket ${index} of twenty`;

/** What a caller may be told of a job whose platform died. */
const truths: Readonly<Record<string, (tasks: number) => object>> = {
  completed: () => ({ tasks: 1, error: null }),
  failed: (tasks) => ({ tasks, error: { code: 'submission_unknown', maybe_billed: true } }),
};

describe('a platform process that is killed with SIGKILL', () => {
  it('ends 20 jobs in different phases truthfully after its next start, with one task each', async ({
    onTestFinished,
  }) => {
    const place = await PlatformPlace.make();
    onTestFinished(() => place.remove());
    const first = await place.start();
    const ask = (index: number) =>
      first.caller.createVideo({ prompt: promptOf(index), duration: 5 });
    const early = await Promise.all(numbers.slice(0, 12).map(ask));
    // five may render at once, so when the first is done others render, wait in the queue or are not submitted yet
    await Promise.any(early.map(({ id }) => untilClosed(first.caller, id)));
    const late = await Promise.all(numbers.slice(12).map(ask));
    const jobs = [...early, ...late];
    const phases = await phasesOf(jobs, first.caller.readVideo.bind(first.caller));
    expect(phases.size).toBeGreaterThanOrEqual(3);
    await first.end('SIGKILL');

    const second = await place.start();
    const ended = await Promise.all(jobs.map(({ id }) => untilClosed(second.caller, id)));
    for (const [index, job] of ended.entries()) {
      const tasks = (await tasksOf(second.endpoints.twin, promptOf(index))).length;
      expect(tasks).toBeLessThanOrEqual(1);
      expect({ tasks, error: job.error }).toMatchObject(truths[job.status]?.(tasks) ?? {});
      expect(Object.keys(truths)).toContain(job.status);
    }
    process.stdout.write(
      `killed with jobs in ${[...phases].join(', ')}; ended ${ended.map(({ status }) => status).join(' ')}\n`,
    );
  });
});

async function phasesOf(
  jobs: readonly VideoJob[],
  read: (id: string) => Promise<VideoJob>,
): Promise<ReadonlySet<string>> {
  const now = await Promise.all(jobs.map(({ id }) => read(id)));
  return new Set(now.map(({ phase, status }) => `${status}/${phase}`));
}
