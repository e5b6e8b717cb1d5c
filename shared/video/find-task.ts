import { ProviderKeyError } from '../dashscope/errors.ts';
import type { Change } from '../jobs/advance.ts';
import { jobError } from '../jobs/job-error.ts';
import type { Intent, JobRecord } from '../jobs/job-record.ts';
import { elapsedSeconds, scaledSeconds } from '../runtime/time-scale.ts';
import { closeIntent } from './intents.ts';
import { type Finding, type ListedTask, matchTask } from './match-task.ts';
import { hasPassed, outputOf } from './step-output.ts';
import { claimTask } from './task-claims.ts';
import { gatherEvidence } from './task-evidence.ts';
import { isProviderTrouble } from './task-news.ts';
import { promptOf } from './unsettled-submits.ts';
import { searchWaitSeconds } from './wait-schedule.ts';
import type { StepInput, StepOutput, VideoWork } from './workflow.ts';

/** How long a lost task may take to show up in the provider's list, in the provider's seconds. */
const graceSeconds = 300;
/** A SubmitTask that outlived its state may still be told of its task, in the provider's seconds. */
const leastSeconds = 100;

/**
 * A submit's answer was lost: looks for the task it may have made, and never guesses (design.md §4). When none can be
 * told to be this job's, the job fails as `maybe_billed` and the sweep goes on looking: after the grace time, or at
 * the deadline while a task that may be this job's is at work or the provider cannot be asked.
 */
export async function findTask(work: VideoWork, input: StepInput): Promise<StepOutput> {
  const record = await work.records.read(input);
  const { phase, intent } = record;
  if (phase !== 'submitting' || !intent) return outputOf(work, record);
  const finding = await look(work, record, intent);
  if (finding.kind === 'found' && (await claimTask(work, record, finding.task.taskId)))
    return adopt(work, record, finding.task, intent);
  if (!isOver(work, record, intent, finding)) {
    const wait_seconds = nextLook(work, record, intent, finding);
    return { phase: 'searching', task_id: null, wait_seconds };
  }
  return outputOf(work, await work.records.update(record, notFound));
}

type Look = Finding | { readonly kind: 'unasked' };

/** A provider that cannot be asked is no answer. */
async function look(work: VideoWork, record: JobRecord, intent: Intent): Promise<Look> {
  const { id, model } = record;
  const at = new Date(intent.at).getTime();
  try {
    const { submits, tasks } = await gatherEvidence(work, model, at);
    const submit = { id, at, prompt: promptOf(record), requestId: intent.request_id };
    const rivals = submits.filter((other) => other.id !== id);
    return matchTask(submit, rivals, tasks);
  } catch (error) {
    if (!isProviderTrouble(error) && !(error instanceof ProviderKeyError)) throw error;
    work.logger.error('task.list.failed', error, { id });
    return { kind: 'unasked' };
  }
}

async function adopt(
  work: VideoWork,
  record: JobRecord,
  { taskId, requestId }: ListedTask,
  { at: submittedAt }: Intent,
): Promise<StepOutput> {
  const change = { type: 'accept', taskId, requestId, submittedAt } as const;
  const adopted = await work.records.update(record, change);
  await closeIntent(work, record);
  work.logger.info('task.found', { id: record.id, task_id: taskId });
  // what it has come to is known already, so there is nothing to wait for
  return { ...outputOf(work, adopted), wait_seconds: 1 };
}

function isOver(work: VideoWork, record: JobRecord, intent: Intent, { kind }: Look): boolean {
  if (!hasPassed(work, intent.at, leastSeconds)) return false;
  if (work.clock.now() >= new Date(record.deadline_at)) return true;
  return kind === 'none' && hasPassed(work, intent.at, graceSeconds);
}

/**
 * Whole seconds until the next look, not past the deadline. A long search asks less often, and jobs that were refused
 * together come back one after the other: all of them share the provider's 20 queries a second.
 */
function nextLook(
  { clock, timeScale }: VideoWork,
  { id, deadline_at }: JobRecord,
  { at }: Intent,
  { kind }: Look,
): number {
  const now = clock.now();
  const elapsed = elapsedSeconds(new Date(at), now, timeScale);
  const plain = searchWaitSeconds(elapsed);
  const wait = scaledSeconds(kind === 'unasked' ? plain * (1 + spreadOf(id)) : plain, timeScale);
  const left = Math.ceil((new Date(deadline_at).getTime() - now.getTime()) / 1000);
  return left > 0 ? Math.min(wait, left) : wait;
}

/** A number from 0 to 1 that is another one for every job: ids end in random base-32 digits. */
function spreadOf(id: string): number {
  return (Number.parseInt(id.slice(-2), 32) || 0) / 32 ** 2;
}

const notFound: Change = {
  type: 'decide',
  verdict: {
    status: 'failed',
    error: jobError({
      code: 'submission_unknown',
      message:
        'The provider never answered the submit, and no task could be told to be this job’s. It was not sent again, because it may have been made and billed.',
      stage: 'submit',
      maybe_billed: true,
    }),
  },
};
