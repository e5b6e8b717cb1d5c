import { expect } from 'vitest';
import type { JobRecord } from '../../shared/jobs/job-record.ts';
import { submitTask } from '../../shared/video/submit-task.ts';
import { runMachine } from './in-process-machine.ts';
import { submitPath } from './in-process-provider.ts';
import { type SweptWorld, startSweptWorlds } from './swept-world.ts';

export const hour = 3600;
export const givenUp = {
  phase: 'closed',
  status: 'failed',
  error: { code: 'submission_unknown', maybe_billed: true },
};
export const notMade = { kind: 'status', status: 500 };
const made = { kind: 'reset_after_accept' };
const onSubmit = { method: 'POST', path: submitPath, times: 1 };

export type LosingWorld = Awaited<
  ReturnType<Awaited<ReturnType<typeof startLosingWorlds>>['create']>
>;

/** Worlds with a sweep, in which the answers to submits can be lost. */
export async function startLosingWorlds() {
  const { create, close } = await startSweptWorlds();
  return { create: async () => losing(await create()), close };
}

function losing(world: SweptWorld) {
  const { provider, records, clock, executions } = world;
  /** A job whose submit went out and whose answer was lost. */
  const loseAnswer = async (prompt: string, owner = 'acme', fault = made): Promise<JobRecord> => {
    const job = await world.newJob(prompt, owner);
    await provider.inject(fault, onSubmit);
    await submitTask(world.work, job).catch(() => undefined);
    await provider.clearFaults();
    return job;
  };
  /** A job that ended `failed, maybe_billed` because the list could not be had until its deadline. */
  const loseJob = async (prompt: string, owner = 'acme'): Promise<JobRecord> => {
    const job = await loseAnswer(prompt, owner);
    await provider.inject({ kind: 'status', status: 503 }, { path: '/api/v1/tasks' });
    clock.advance(hour);
    await runMachine(world, job);
    executions.set(job.id, 'over');
    await provider.clearFaults();
    expect(await records.read(job)).toMatchObject(givenUp);
    return job;
  };
  return {
    ...{ ...world, loseAnswer, loseJob },
    /** An earlier job, so that our key's id is known. */
    completeOne: async () => runMachine(world, await world.newJob('an earlier one')),
    unclaimed: () => world.keysUnder('unclaimed/'),
  };
}
