import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../../../shared/storage/keys.ts';
import { closeExecution } from '../../../../shared/video/close-execution.ts';
import fc from '../../../support/fake-chance.ts';
import { heal, killAt } from '../../../support/fake-wire.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { plantedKey } from '../../../support/in-process-provider.ts';
import { startWorlds } from '../../../support/in-process-world.ts';

let worlds: Awaited<ReturnType<typeof startWorlds>>;
beforeAll(async () => {
  worlds = await startWorlds();
});
afterAll(() => worlds.close());

const submit = { method: 'POST', path: 'video-synthesis' };
const poll = { method: 'GET', path: '/api/v1/tasks/' };
const result = { path: '/results/' };

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

describe('a video job in any trouble', () => {
  it('ends once, is paid at most once, and keeps what was paid unless it says so', async () => {
    const property = fc.asyncProperty(story, async ({ troubles, deaths }) => {
      const world = await worlds.create();
      const job = await world.newJob();
      for (const [{ match, fault }, times] of troubles)
        await world.provider.inject(fault, { ...match, times });
      let execution = job.id;
      for (const [n, { call, moment }] of deaths.entries()) {
        killAt(world.wire, call, moment);
        const died = await runMachine(world, job).then(
          () => false,
          () => true,
        );
        heal(world.wire);
        if (!died) break;
        await closeExecution(world.creator, job, execution);
        execution = `${job.id}-r${n + 1}`;
      }
      await runMachine(world, job);
      const record = await world.work.records.read(job);
      const tasks = await world.provider.tasks();
      const stored = await world.dump();
      const seconds = tasks.reduce((sum, task) => sum + task.billed_seconds, 0);
      expect(tasks.length).toBeLessThanOrEqual(1);
      expect(record.phase).toBe('closed');
      expect(['completed', 'failed', 'timed_out']).toContain(record.status);
      if (record.status === 'completed') {
        const video = stored[keys.video(job)] ?? '';
        const sha256 = createHash('sha256').update(video, 'latin1').digest('hex');
        expect(record.output?.sha256).toBe(sha256);
        expect(video.length).toBe(record.output?.bytes);
      } else if (seconds > 0) expect(record.error?.maybe_billed).toBe(true);
      const left = Object.keys(stored).filter((key) =>
        /^(open|intents)\/|request\.json$/.test(key),
      );
      expect(left).toEqual([]);
      expect(JSON.stringify([world.logs, record])).not.toMatch(/Signature=/);
      expect(JSON.stringify([world.logs, stored])).not.toContain(plantedKey);
    });
    await fc.assert(property, { numRuns: 15 });
  }, 60_000);
});
