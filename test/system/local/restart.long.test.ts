import { existsSync, statSync } from 'node:fs';
import { describe, expect, it, type TestContext } from 'vitest';
import type { VideoJob } from '../../../shared/contract/video.ts';
import { untilClosed, untilJob } from '../../support/jobs.ts';
import { isAlive, PlatformPlace, type PlatformProcess } from '../../support/platform-process.ts';
import { tasksOf } from '../../support/twin.ts';

async function newPlace({ onTestFinished }: TestContext): Promise<PlatformPlace> {
  const place = await PlatformPlace.make();
  onTestFinished(() => place.remove());
  return place;
}

const hasTask = ({ provider }: VideoJob) => provider.task_id !== null;

/** How a platform ends, its exit code, and how far the job is by then. */
const ends = [
  { how: 'asked to end', signal: 'SIGTERM', code: 0, isFarEnough: hasTask },
  { how: 'killed', signal: 'SIGKILL', code: null, isFarEnough: hasTask },
  { how: 'killed just after it accepted', signal: 'SIGKILL', code: null, isFarEnough: () => true },
] as const;

describe('a platform', { concurrent: true }, () => {
  it.for(ends)(
    'that is $how ends its job truthfully after the next start',
    async (end, context) => {
      const place = await newPlace(context);
      const prompt = `A rocket whose platform is ${end.how}`;
      const first = await place.start();
      const { id } = await first.caller.createVideo({ prompt, duration: 5 });
      await untilJob(first.caller, id, end.isFarEnough);
      expect(await first.end(end.signal)).toBe(end.code);

      const second = await place.start();
      const job = await untilClosed(second.caller, id);
      const tasks = await tasksOf(second.endpoints.twin, prompt);
      expectTruth(job, tasks.length);
      if (end.isFarEnough === hasTask) expect(job.status).toBe('completed');
      await expectCleanEnd(place, second);
    },
  );

  it('tells where everything is, to its owner only, and keeps to one directory each', async (context) => {
    const place = await newPlace(context);
    const platform = await place.start();
    const { endpoints } = platform;
    expect(Object.keys(endpoints).toSorted()).toEqual([
      'api',
      'apiKeys',
      'bucket',
      'credentials',
      'deadLetterBucket',
      'eventBus',
      'events',
      'providerSecretArn',
      'region',
      's3',
      'secrets',
      'sfn',
      'stateMachineArn',
      'twin',
      'twinKeys',
    ]);
    const { api, s3, sfn, events, twin, secrets } = endpoints;
    expect(api).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api$/);
    for (const origin of [s3, sfn, events, twin, secrets])
      expect(origin).toBe(new URL(origin ?? '').origin);
    expect(new Set([new URL(api).origin, s3, sfn, events, twin, secrets]).size).toBe(6);
    expect(endpoints.apiKeys).toEqual(['qm_local_0000000000000000000000000000']);
    expect(statSync(place.endpointsFile).mode & 0o077).toBe(0);
    for (const address of [api, s3, sfn, events, twin, secrets])
      expect(platform.output()).toContain(address);
    await expect(place.start()).rejects.toThrow('the platform runs already');
    await expectCleanEnd(place, platform, 'SIGINT');
  });
});

/** Never two tasks for one job; a video only of a task; doubt only where there may be one. */
function expectTruth(job: VideoJob, tasks: number): void {
  expect(tasks).toBeLessThanOrEqual(1);
  const expected =
    job.status === 'completed'
      ? { tasks: 1, error: null }
      : { tasks, error: { code: 'submission_unknown', maybe_billed: true } };
  expect({ tasks, error: job.error }).toMatchObject(expected);
}

async function expectCleanEnd(
  place: PlatformPlace,
  platform: PlatformProcess,
  signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM',
): Promise<void> {
  const twin = place.twin();
  expect(isAlive(twin ?? 0)).toBe(true);
  expect(await platform.end(signal)).toBe(0);
  expect(isAlive(twin ?? 0)).toBe(false);
  expect(existsSync(place.endpointsFile)).toBe(false);
}
