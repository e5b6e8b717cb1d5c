import { afterAll, describe, expect, it } from 'vitest';
import { JobRecord } from '../../../../shared/jobs/job-record.ts';
import type { JobReference } from '../../../../shared/storage/keys.ts';
import { cancelVideo } from '../../../../shared/video/cancel-video.ts';
import { createVideo } from '../../../../shared/video/create-video.ts';
import { deleteVideo } from '../../../../shared/video/delete-video.ts';
import { pollTask } from '../../../../shared/video/poll-task.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import fc from '../../../support/fake-chance.ts';
import { runMachine } from '../../../support/in-process-machine.ts';
import { startWorlds, type VideoWorld } from '../../../support/in-process-world.ts';

const worlds = await startWorlds();
afterAll(() => worlds.close());

const owners = ['alpha', 'beta'] as const;
/** A job by its place, and whether the other owner tries at it. */
const pointer = { nth: fc.nat(2), isStranger: fc.constantFrom(false, false, false, true) };
const create = fc.record({
  type: fc.constant('create' as const),
  owner: fc.constantFrom(...owners),
  key: fc.option(fc.constantFrom('k1', 'k2'), { nil: undefined }),
  retryCount: fc.constantFrom(0, 0, 1),
  prompt: fc.constantFrom('a cat', 'a dog [[twin:slow_pending seconds=5000]]'),
});
const wait = fc.record({ type: fc.constant('wait' as const), days: fc.constantFrom(5e-4, 0.2, 7) });
const step = fc.oneof(
  { weight: 3, arbitrary: create },
  { weight: 4, arbitrary: fc.record({ type: fc.constantFrom('cancel', 'delete'), ...pointer }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constantFrom('submit', 'poll'), ...pointer }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('run' as const), ...pointer }) },
  { weight: 1, arbitrary: wait },
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
type Owner = (typeof owners)[number];

const otherThan = (owner: string) => (owner === 'alpha' ? 'beta' : 'alpha');

/** What a caller may hear; anything else is a fault of ours. */
const refusals = ['not_found', 'not_ready', 'idempotency_key_reuse'];

/** The jobs that each owner was told of; everybody also tries at the jobs of the other. */
class Callers {
  readonly told: Record<Owner, Set<string>> = { alpha: new Set(), beta: new Set() };
  readonly #world: VideoWorld;

  constructor(world: VideoWorld) {
    this.#world = world;
  }

  async take(one: Step): Promise<void> {
    const { creator, work, clock } = this.#world;
    if (one.type === 'wait') return clock.advance(one.days * 24 * 3600);
    if (one.type === 'create') {
      const { prompt, ...caller } = one;
      const created = await createVideo(creator, caller, { prompt });
      expect(created.record.owner).toBe(one.owner);
      expect(created.replayed).toBe(this.told[one.owner].has(created.record.id));
      this.told[one.owner].add(created.record.id);
      return;
    }
    const job = this.#find(one);
    if (!job) return;
    const before = await work.records.find(job);
    if (one.type === 'cancel') await cancelVideo(work, job);
    else if (one.type === 'delete') await deleteVideo(creator, job);
    else return before && this.#work(one.type, before);
    expect(one.isStranger).toBe(false);
    if (one.type === 'delete') expect(before?.phase).toBe('closed');
  }

  #find({ nth, isStranger }: { nth: number; isStranger: boolean }): JobReference | undefined {
    const told = owners.flatMap((owner) => [...this.told[owner]].map((id) => ({ owner, id })));
    const job = told[nth];
    return job && isStranger ? { ...job, owner: otherThan(job.owner) } : job;
  }

  /** What an execution does meanwhile, a step of it or all. */
  async #work(type: 'submit' | 'poll' | 'run', job: JobRecord): Promise<void> {
    // an error says where the machine goes on; whoever works on the job next reads it from the record
    if (type === 'submit') await submitTask(this.#world.work, job).catch(() => undefined);
    else if (type === 'poll') await pollTask(this.#world.work, job);
    else await runMachine(this.#world, job);
  }
}

async function recordsOf(world: VideoWorld): Promise<JobRecord[]> {
  const stored = Object.entries(await world.dump()).filter(([key]) => key.endsWith('/job.json'));
  return stored.map(([key, text]) => {
    const record = JobRecord.parse(JSON.parse(text));
    expect(key).toBe(`videos/${record.owner}/${record.id}/job.json`);
    return record;
  });
}

describe('two owners who create, repeat, cancel and delete in any order', () => {
  it('keep records that are valid, apart, and true', async () => {
    const steps = fc.array(step, { minLength: 8, maxLength: 24 });
    const property = fc.asyncProperty(steps, async (taken) => {
      const world = await worlds.create();
      const callers = new Callers(world);
      for (const one of taken) {
        await callers.take(one).catch((error) => expect(refusals).toContain(error.code));
        for (const { owner, id } of await recordsOf(world))
          expect(callers.told[owner as Owner]).toContain(id);
      }
      await expectTrueEnds(world);
    });
    await fc.assert(property, { numRuns: 15 });
  });

  it('make one job a key when they meet at the same moment', async () => {
    const round = fc.array(step, { minLength: 2, maxLength: 6 });
    const property = fc.asyncProperty(round, round, async (...rounds) => {
      const world = await worlds.create();
      for (const steps of rounds) {
        await createAtOnce(world, steps);
        await endAtOnce(world, steps);
      }
      await expectTrueEnds(world);
    });
    await fc.assert(property, { numRuns: 15 });
  });
});

async function createAtOnce({ creator }: VideoWorld, steps: readonly Step[]): Promise<void> {
  const creates = steps.flatMap((one) => (one.type === 'create' ? [one] : []));
  const made = await Promise.allSettled(
    creates.map(({ prompt, ...caller }) => createVideo(creator, caller, { prompt })),
  );
  const jobs = new Map<string, string>();
  for (const [n, { owner, key }] of creates.entries()) {
    const outcome = made[n];
    if (outcome?.status === 'rejected') expect(refusals).toContain(outcome.reason.code);
    if (outcome?.status !== 'fulfilled' || key === undefined) continue;
    const { id } = outcome.value.record;
    expect(jobs.get(`${owner} ${key}`) ?? id).toBe(id);
    jobs.set(`${owner} ${key}`, id);
  }
}

/** Cancels and deletes, the other owner's jobs too. */
async function endAtOnce(world: VideoWorld, steps: readonly Step[]): Promise<void> {
  const jobs = await recordsOf(world);
  const ends = steps.flatMap((one) =>
    one.type === 'cancel' || one.type === 'delete' ? [one] : [],
  );
  const ended = await Promise.allSettled(
    ends.map(({ type, nth, isStranger }) => {
      const { owner, id } = jobs[nth] ?? { owner: 'alpha', id: 'vid_0' };
      const job = { owner: isStranger ? otherThan(owner) : owner, id };
      return type === 'cancel' ? cancelVideo(world.work, job) : deleteVideo(world.creator, job);
    }),
  );
  for (const [n, outcome] of ended.entries()) {
    if (outcome.status === 'rejected') expect(refusals).toContain(outcome.reason.code);
    else expect(ends[n]?.isStranger).toBe(false);
  }
}

/** Runs every job to its end: one task a job at most, and nobody is told of a cancel that was billed. */
async function expectTrueEnds(world: VideoWorld): Promise<void> {
  for (const job of await recordsOf(world)) await runMachine(world, job);
  const records = await recordsOf(world);
  const tasks = await world.provider.tasks();
  const taken = records.flatMap(({ provider }) => provider.task_id ?? []);
  expect(new Set(taken).size).toBe(taken.length);
  for (const { phase, status, provider, error } of records) {
    const task = tasks.find(({ id }) => id === provider.task_id);
    expect(phase).toBe('closed');
    if (status === 'cancelled') expect(task?.billed_seconds ?? 0).toBe(0);
    if (task?.status === 'SUCCEEDED') expect(status).toBe('completed');
    if (status === 'timed_out') expect(error).toMatchObject({ maybe_billed: false });
  }
  const left = Object.keys(await world.dump()).filter((key) => /^(open|intents)\//.test(key));
  expect(left).toEqual([]);
}
