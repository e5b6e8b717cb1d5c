import {
  ProviderResponseError,
  ProviderSilentError,
  ProviderUnreachableError,
} from '../dashscope/errors.ts';
import type { Task } from '../dashscope/tasks.ts';
import type { Change } from '../jobs/advance.ts';
import type { JobRecord, ProviderFacts } from '../jobs/job-record.ts';
import { claimTask } from './intents.ts';
import { hasPassed, outputOf } from './step-output.ts';
import { taskErrorOf } from './task-error.ts';
import {
  jobError,
  type StepInput,
  type StepOutput,
  taskLifeSeconds,
  type VideoWork,
} from './workflow.ts';

/**
 * Looks at the task once. No news (an error, UNKNOWN, still running) is no answer: the wait goes on until the
 * deadline (`expired`), and after it until the provider has forgotten the task (design.md §4).
 */
export async function pollTask(work: VideoWork, input: StepInput): Promise<StepOutput> {
  const record = await takeTask(work, input);
  const taskId = record.provider.task_id;
  if (record.phase !== 'waiting' || !taskId) return outputOf(work, record);
  const task = await readTask(work, taskId);
  const seen = await work.records.update(record, changeOf(task));
  if (seen.phase !== 'waiting') return outputOf(work, seen);
  return judgeTime(work, seen);
}

/** A task id that the record missed when it was submitted is written down now. */
async function takeTask(work: VideoWork, input: StepInput): Promise<JobRecord> {
  const record = await work.records.read(input);
  const taskId = input.step?.task_id;
  if (record.provider.task_id || !taskId) return record;
  await claimTask(work, record, taskId);
  return work.records.update(record, { type: 'accept', taskId, requestId: null });
}

/** The task as the provider shows it, `undefined` when it could not be asked. */
export async function readTask(work: VideoWork, taskId: string): Promise<Task | undefined> {
  try {
    return await work.tasks.read(taskId);
  } catch (error) {
    if (!isProviderTrouble(error)) throw error;
    work.logger.error('task.poll.failed', error, { task_id: taskId });
    return undefined;
  }
}

function isProviderTrouble(error: unknown): boolean {
  return (
    error instanceof ProviderResponseError ||
    error instanceof ProviderSilentError ||
    error instanceof ProviderUnreachableError
  );
}

/** What a poll means for the record. */
export function changeOf(task: Task | undefined): Change {
  const status = task?.output.task_status;
  if (!task || !status || status === 'UNKNOWN') return observe({}, false);
  const facts = factsOf(task);
  if (status === 'SUCCEEDED') return { type: 'render', facts };
  if (status === 'FAILED') {
    return { type: 'decide', verdict: { status: 'failed', error: taskErrorOf(task) }, facts };
  }
  if (status === 'CANCELED') {
    return { type: 'decide', verdict: { status: 'cancelled', error: null }, facts };
  }
  return observe(facts, status === 'RUNNING');
}

function observe(facts: Partial<ProviderFacts>, running: boolean): Change {
  return { type: 'observe', facts, running };
}

function factsOf({ output, usage }: Task): Partial<ProviderFacts> {
  return {
    task_status: output.task_status,
    ...(output.actual_prompt && { actual_prompt: output.actual_prompt }),
    ...(usage && { usage }),
  };
}

async function judgeTime(work: VideoWork, record: JobRecord): Promise<StepOutput> {
  const output = outputOf(work, record);
  if (hasPassed(work, record.submitted_at ?? record.created_at, taskLifeSeconds)) {
    return outputOf(work, await work.records.update(record, lost));
  }
  const late = work.clock.now() >= new Date(record.deadline_at);
  return late && record.status !== 'timed_out' ? { ...output, phase: 'expired' } : output;
}

const lost: Change = {
  type: 'decide',
  verdict: {
    status: 'failed',
    error: jobError({
      code: 'task_lost',
      message: 'The provider gave no result within the 24 hours it keeps one.',
      stage: 'render',
      maybe_billed: true,
    }),
  },
};
