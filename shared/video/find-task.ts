import type { TaskRow } from '../dashscope/tasks.ts';
import type { Change } from '../jobs/advance.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { cutQueryStrings } from '../runtime/redaction.ts';
import {
  claimOf,
  claimTask,
  closeIntent,
  otherIntents,
  suspectTask,
  type TaskClaim,
} from './intents.ts';
import { hasPassed, outputOf, plainWait } from './step-output.ts';
import { submitTimeoutSeconds } from './submit-task.ts';
import { jobError, type StepInput, type StepOutput, type VideoWork } from './workflow.ts';

/** How long a lost task may take to show up in the provider's list, in the provider's seconds. */
const graceSeconds = 300;

/** How far the provider's clock may be from ours. */
const skewMilliseconds = 30_000;
const submitMilliseconds = submitTimeoutSeconds * 1000;

/**
 * A submit's answer was lost: looks for the task it may have made, and never guesses (design.md §4).
 * Not found within the grace time, the job fails as `maybe_billed`.
 */
export async function findTask(work: VideoWork, input: StepInput): Promise<StepOutput> {
  const record = await work.records.read(input);
  if (record.phase !== 'submitting' || !record.intent) return outputOf(work, record);
  const rows = await readClaims(work, await work.tasks.list(record.model));
  const row = await ownRow(work, record, rows);
  if (row && (await claimTask(work, record, row.task_id))) return adopt(work, record, row);
  if (!hasPassed(work, record.intent.at, graceSeconds)) {
    return { phase: 'searching', task_id: null, wait_seconds: plainWait(work) };
  }
  return giveUp(work, record, rows);
}

/** Another job in doubt must not take for its own what may be this job's, once this one's intent is gone. */
async function giveUp(
  work: VideoWork,
  record: JobRecord,
  rows: readonly ClaimedRow[],
): Promise<StepOutput> {
  const possible = rows.filter((row) => isPossible(record, row));
  for (const { row } of possible) await suspectTask(work, record, row.task_id);
  const closed = await work.records.update(record, notFound);
  await closeIntent(work, record);
  return outputOf(work, closed);
}

async function adopt(work: VideoWork, record: JobRecord, row: TaskRow): Promise<StepOutput> {
  const { task_id: taskId, request_id } = row;
  const requestId = request_id ?? null;
  const adopted = await work.records.update(record, { type: 'accept', taskId, requestId });
  await closeIntent(work, record);
  return outputOf(work, adopted);
}

type ClaimedRow = { readonly row: TaskRow; readonly claim: TaskClaim | undefined };

async function readClaims(
  { store }: VideoWork,
  rows: readonly TaskRow[],
): Promise<readonly ClaimedRow[]> {
  return Promise.all(rows.map(async (row) => ({ row, claim: await claimOf(store, row.task_id) })));
}

/** The row that is certainly this job's: by an earlier claim, by its request id, else the only one that can be. */
async function ownRow(
  work: VideoWork,
  record: JobRecord,
  rows: readonly ClaimedRow[],
): Promise<TaskRow | undefined> {
  const requestId = record.intent?.request_id ?? undefined;
  const certain =
    rows.find(({ claim }) => claim?.id === record.id && !claim.suspected) ??
    rows.find(({ row }) => requestId && row.request_id === requestId);
  if (certain) return certain.row;
  if ((await otherIntents(work, record)).length > 0) return undefined;
  const [candidate, ...others] = candidates(record, rows);
  if (!candidate || others.length > 0) return undefined;
  return (await promptMatches(work, record, candidate)) ? candidate : undefined;
}

/** Rows of our own key that may be this job's; a suspicion does not tell whose key made a task. */
function candidates(record: JobRecord, rows: readonly ClaimedRow[]): TaskRow[] {
  const certain = rows.filter(({ claim }) => claim && !claim.suspected);
  const ownKeys = new Set(certain.map(({ row }) => row.api_key_id));
  return rows
    .filter((claimed) => isPossible(record, claimed))
    .map(({ row }) => row)
    .filter(({ api_key_id }) => api_key_id != null && ownKeys.has(api_key_id));
}

/** A row that began when we submitted and belongs to nobody. */
function isPossible({ intent }: JobRecord, { row, claim }: ClaimedRow): boolean {
  const late = (row.gmt_create ?? 0) - new Date(intent?.at ?? 0).getTime();
  return !claim && late >= -skewMilliseconds && late <= submitMilliseconds + skewMilliseconds;
}

async function promptMatches(work: VideoWork, record: JobRecord, row: TaskRow): Promise<boolean> {
  const { orig_prompt } = (await work.tasks.read(row.task_id)).output;
  // the record keeps prompts without the query strings of URLs in them
  return orig_prompt == null || cutQueryStrings(orig_prompt) === record.request.prompt;
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
