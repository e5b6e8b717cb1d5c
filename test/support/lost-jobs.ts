import { expect } from 'vitest';
import type { JobRecord } from '../../shared/jobs/job-record.ts';
import { submitTask } from '../../shared/video/submit-task.ts';
import { runMachine } from './in-process-machine.ts';
import { submitPath } from './in-process-provider.ts';
import type { SweptWorld } from './swept-world.ts';

export const hour = 3600;
const onSubmit = { method: 'POST', path: submitPath, times: 1 };
const made = { kind: 'reset_after_accept' };
export const notMade = { kind: 'status', status: 500 };

/** A job whose submit went out and whose answer was lost. */
export async function loseAnswer(world: SweptWorld, prompt: string, owner = 'acme', fault = made) {
  const job = await world.newJob(prompt, owner);
  await world.provider.inject(fault, onSubmit);
  await submitTask(world.work, job).catch(() => undefined);
  await world.provider.clearFaults();
  return job;
}

/** A job that ended `failed, maybe_billed` because the list could not be had until its deadline. */
export async function loseJob(world: SweptWorld, prompt: string, owner = 'acme', fault = made) {
  const job = await loseAnswer(world, prompt, owner, fault);
  await world.provider.inject({ kind: 'status', status: 503 }, { path: '/api/v1/tasks' });
  world.clock.advance(hour);
  await runMachine(world, job);
  world.executions.set(job.id, 'over');
  await world.provider.clearFaults();
  expect(await world.records.read(job)).toMatchObject(givenUp);
  return job;
}

/** An earlier job, so that our key's id is known. */
export async function completeOne(world: SweptWorld) {
  await runMachine(world, await world.newJob('an earlier one'));
}

export const givenUp = {
  phase: 'closed',
  status: 'failed',
  error: { code: 'submission_unknown', maybe_billed: true },
};
export const read = (world: SweptWorld, job: JobRecord) => world.records.read(job);
export const unclaimedOf = (world: SweptWorld) => world.keysUnder('unclaimed/');
