import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { closeExecution } from '../../../../shared/jobs/close-execution.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { sweepLostTasks } from '../../../../shared/video/sweep-lost-tasks.ts';
import { claimTask } from '../../../../shared/video/task-claims.ts';
import { withClose } from '../../../support/closing.ts';
import fc from '../../../support/fake-chance.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { plantedKey } from '../../../support/in-process-provider.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const submit = { method: 'POST', path: 'video-synthesis' };
const poll = { method: 'GET', path: '/api/v1/tasks/' };
const list = { method: 'GET', path: '/api/v1/tasks' };
const result = { path: '/results/' };
const deadKey = { kind: 'status', status: 401, code: 'InvalidApiKey' };

/** What may go wrong with the provider, each for one to three calls. */
const trouble = fc.constantFrom(
  { match: submit, fault: { kind: 'reset_before_accept' } },
  { match: submit, fault: { kind: 'reset_after_accept' } },
  { match: submit, fault: { kind: 'status_after_accept', status: 504 } },
  { match: submit, fault: { kind: 'status', status: 429, code: 'Throttling.RateQuota' } },
  { match: submit, fault: { kind: 'status', status: 500 } },
  { match: submit, fault: { kind: 'wrong_body' } },
  { match: submit, fault: { kind: 'task_failed', code: 'InternalError' } },
  { match: submit, fault: { kind: 'slow_pending', seconds: 5000 } },
  { match: poll, fault: { kind: 'unknown_early' } },
  { match: poll, fault: { kind: 'status', status: 429, code: 'Throttling.RateQuota' } },
  { match: poll, fault: { kind: 'wrong_body' } },
  { match: poll, fault: { kind: 'reset_before_accept' } },
  { match: poll, fault: deadKey },
  { match: submit, fault: deadKey },
  { match: list, fault: { kind: 'status', status: 503 } },
  { match: list, fault: { kind: 'wrong_body' } },
  { match: list, fault: deadKey },
  { match: {}, fault: deadKey },
  { match: result, fault: { kind: 'result_truncated' } },
  { match: result, fault: { kind: 'result_html' } },
  { match: result, fault: { kind: 'result_status', status: 503 } },
);
const story = fc.record({
  troubles: fc.array(fc.tuple(trouble, fc.integer({ min: 1, max: 3 })), { maxLength: 4 }),
  /** At which outbound call each execution dies. */
  deaths: fc.array(
    fc.record({
      call: fc.integer({ min: 1, max: 30 }),
      moment: fc.constantFrom('before' as const, 'after' as const),
    }),
    { maxLength: 4 },
  ),
});

/** Our key made a task before, so that a lost one can be told from another program's. */
async function worldWithKnownKey(): Promise<{ world: VideoWorld; earlier: string }> {
  const world = await worlds.create();
  const earlier = await world.provider.submitElsewhere('an earlier one');
  await claimTask(world.work, { owner: 'acme', id: 'vid_earlier' }, earlier);
  world.clock.advance(600);
  return { world, earlier };
}

type Deaths = readonly { readonly call: number; readonly moment: 'before' | 'after' }[];

/** Runs executions that die, each continued by the next, and then one that does not. */
async function runToItsEnd(world: VideoWorld, job: JobRecord, deaths: Deaths): Promise<void> {
  let execution = job.id;
  for (const [n, { call, moment }] of deaths.entries()) {
    killAt(world.wire, call, moment);
    const died = await runMachine(world, job).then(
      () => false,
      () => true,
    );
    heal(world.wire);
    if (!died) break;
    await closeExecution(withClose(world.creator), job, execution);
    execution = `${job.id}-r${n + 1}`;
  }
  await runMachine(world, job);
}

/** What a sweep does later about a job that ended without knowing its task. */
async function sweepLater(world: VideoWorld, job: JobRecord): Promise<void> {
  world.clock.advance(3600);
  await world.provider.clearFaults();
  await sweepLostTasks(world.creator, new AbortController().signal);
  await runMachine(world, job);
}

describe('a video job in any trouble', () => {
  it('ends, is paid at most once, and keeps what was paid', async () => {
    const property = fc.asyncProperty(story, async ({ troubles, deaths }) => {
      const { world, earlier } = await worldWithKnownKey();
      const job = await world.newJob();
      for (const [{ match, fault }, times] of troubles)
        await world.provider.inject(fault, { ...match, times });
      await runToItsEnd(world, job, deaths);
      const told = await world.work.records.read(job);
      const made = (await world.provider.tasks()).filter(({ id }) => id !== earlier);
      expect(made.length).toBeLessThanOrEqual(1);
      expect(told.phase).toBe('closed');
      expect(['completed', 'failed', 'timed_out']).toContain(told.status);
      const isPaid = made.some(({ billed_seconds }) => billed_seconds > 0);
      if (isPaid && told.status !== 'completed') expect(told.error?.maybe_billed).toBe(true);
      // a task that the job never heard of is found before its deadline, if it ends by then
      const isSlow = troubles.some(([{ fault }]) => fault.kind === 'slow_pending');
      if (made[0]?.status === 'SUCCEEDED' && (told.provider.task_id || !isSlow))
        expect(told.status).toBe('completed');
      await sweepLater(world, job);
      const record = await world.work.records.read(job);
      const [task] = (await world.provider.tasks()).filter(({ id }) => id !== earlier);
      expect(record.status === 'completed').toBe(task?.status === 'SUCCEEDED');
      await expectClean(world, record);
    });
    await fc.assert(property, { numRuns: 30 });
  });
});

async function expectClean(world: VideoWorld, record: JobRecord): Promise<void> {
  const stored = await world.dump();
  if (record.status === 'completed') {
    const video = stored[keys.video(record)] ?? '';
    const sha256 = createHash('sha256').update(video, 'latin1').digest('hex');
    expect(record.output).toMatchObject({ sha256, bytes: video.length });
  }
  const left = Object.keys(stored).filter((key) => /^(open|intents)\/|request\.json$/.test(key));
  expect(left).toEqual([]);
  expect(JSON.stringify([world.logs, record])).not.toMatch(/Signature=/);
  expect(JSON.stringify([world.logs, stored])).not.toContain(plantedKey);
}
