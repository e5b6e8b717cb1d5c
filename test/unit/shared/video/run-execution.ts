import type { JobReference } from '../../../../shared/storage/keys.ts';
import { archiveVideo } from '../../../../shared/video/archive-video.ts';
import { closeVideo } from '../../../../shared/video/close-video.ts';
import { deliverMedia } from '../../../../shared/video/deliver-media.ts';
import { findTask } from '../../../../shared/video/find-task.ts';
import { giveUpWaiting } from '../../../../shared/video/give-up-waiting.ts';
import { pollTask } from '../../../../shared/video/poll-task.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import type { StepInput, StepOutput } from '../../../../shared/video/workflow.ts';
import type { RecoveryWorld } from './recovery-world.ts';

type Step = (work: RecoveryWorld['work'], input: StepInput) => Promise<StepOutput>;

/** The step that a phase leads to, after its wait. */
const steps: Readonly<Record<StepOutput['phase'], Step | undefined>> = {
  admission: submitTask,
  delivering: deliverMedia,
  submitting: findTask,
  searching: findTask,
  waiting: pollTask,
  expired: giveUpWaiting,
  archiving: archiveVideo,
  closing: closeVideo,
  closed: undefined,
};

const waitsFirst = new Set<StepOutput['phase']>(['admission', 'searching', 'waiting']);
const mostSteps = 3000;

/** Runs a job's execution from its start as the state machine would, waits moving the clock. */
export async function runExecution(world: RecoveryWorld, job: JobReference): Promise<number> {
  const { owner, id } = job;
  let output = await submitTask(world.work, { owner, id }).catch(afterSubmit);
  let count = 1;
  for (let step = steps[output.phase]; step; step = steps[output.phase]) {
    count += 1;
    if (count > mostSteps) throw new Error(`${id} has no end: ${output.phase}`);
    if (waitsFirst.has(output.phase)) world.advance(output.wait_seconds);
    output = await step(world.work, { owner, id, step: output });
  }
  return count;
}

/** Runs whatever the machine has been started with, and what that starts, until nothing runs. */
export async function runMachine(world: RecoveryWorld): Promise<void> {
  for (;;) {
    const [name] = [...world.executions].find(([, state]) => state === 'running') ?? [];
    if (name === undefined) return;
    const id = name.replace(/-r\d+$/, '');
    const records = await world.keysUnder('videos/');
    const [, owner = ''] = records.find((key) => key.includes(id))?.split('/') ?? [];
    await runExecution(world, { owner, id });
    world.executions.set(name, 'over');
  }
}

function afterSubmit(error: Error): StepOutput {
  const refused = error.name === 'Refused' || error.name === 'AdmissionExpired';
  const phase = refused ? 'closing' : error.name === 'Throttled' ? 'admission' : 'submitting';
  return { phase, wait_seconds: 1, task_id: null };
}
