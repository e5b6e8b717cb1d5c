import type { TaskRow } from '../dashscope/tasks.ts';
import { inGroups } from '../runtime/in-groups.ts';
import { isInWindow, type ListedTask } from './match-task.ts';
import { claimOf, type TaskClaim } from './task-claims.ts';
import { comparable, type OpenSubmit, readSubmits } from './unsettled-submits.ts';
import type { VideoWork } from './workflow.ts';

/** All that is known about a model's unsettled submits and the tasks they may have made. */
export type Evidence = {
  readonly submits: readonly OpenSubmit[];
  readonly tasks: readonly ListedTask[];
};

type ClaimedRow = { readonly row: TaskRow; readonly claim: TaskClaim | undefined };
type EvidenceWork = Pick<VideoWork, 'store' | 'records' | 'tasks' | 'clock'>;

/** Claims read side by side. */
const claimsAtOnce = 25;
/** Rows around a submit that are looked at for one job: enough to know which key is ours. */
const nearbyRows = 200;
/** Prompts asked for on behalf of one job: all jobs share the provider's 20 queries a second. */
const nearbyPrompts = 5;
/** Between two such questions. */
const pauseMilliseconds = 100;

/**
 * Asks the provider for every task of a model, and the bucket for whose they are. The order matters little: whoever
 * takes a task on this evidence must win its claim.
 * @param near the submit that is looked for, in epoch milliseconds: only a little is asked for it. Without it, every
 *   row is looked at, for all submits together
 * @throws the errors of errors.ts while the provider cannot be asked
 */
export async function gatherEvidence(
  work: EvidenceWork,
  model: string,
  near?: number,
): Promise<Evidence> {
  const rows = nearest(distinct(await work.tasks.list(model)), near);
  const { unsettled, settled } = await readSubmits(work, model);
  const claimed = await readClaims(work, rows);
  const keys = ownKeys(claimed);
  const tasks = claimed.map(({ row, claim }) => {
    const claimedBy = claim?.id ?? settled.get(row.task_id)?.id ?? null;
    const isOurs = keys.size === 0 ? null : keys.has(row.api_key_id ?? '');
    return toTask(row, claimedBy, isOurs);
  });
  const sought = near === undefined ? unsettled : [{ at: near }];
  const unseen = tasks.filter((task) => isWorthSeeing(task, sought));
  // many tasks of one moment are left to the sweep, which asks once for all jobs
  const isTooMuch = near !== undefined && unseen.length > nearbyPrompts;
  if (!isTooMuch) await readPrompts(work, tasks, unseen);
  return { submits: unsettled, tasks };
}

/** Pages shift while they are read: a row may come twice. */
function distinct(rows: readonly TaskRow[]): TaskRow[] {
  return [...new Map(rows.map((row) => [row.task_id, row])).values()];
}

function nearest(rows: TaskRow[], near: number | undefined): TaskRow[] {
  if (near === undefined) return rows;
  const distance = ({ gmt_create }: TaskRow) => Math.abs((gmt_create ?? 0) - near);
  return rows.sort((one, other) => distance(one) - distance(other)).slice(0, nearbyRows);
}

async function readClaims(
  { store }: EvidenceWork,
  rows: readonly TaskRow[],
): Promise<ClaimedRow[]> {
  return inGroups(rows, claimsAtOnce, async (row) => ({
    row,
    claim: await claimOf(store, row.task_id),
  }));
}

/** The keys that our own submits used; a task that a caller named may be anybody's of the account. */
function ownKeys(claimed: readonly ClaimedRow[]): Set<string> {
  const ours = claimed.filter(({ claim }) => claim && !claim.adopted);
  return new Set(ours.flatMap(({ row }) => row.api_key_id ?? []));
}

function toTask(row: TaskRow, claimedBy: string | null, isOurs: boolean | null): ListedTask {
  return {
    taskId: row.task_id,
    createdAt: row.gmt_create ?? 0,
    status: statusOf(row),
    requestId: row.request_id ?? null,
    claimedBy,
    isOurs,
    prompt: undefined,
  };
}

const statuses = new Map<string, ListedTask['status']>([
  ['PENDING', 'PENDING'],
  ['RUNNING', 'RUNNING'],
  ['SUCCEEDED', 'SUCCEEDED'],
  ['FAILED', 'over'],
  ['CANCELED', 'over'],
]);

/** A status that is not known may still become a video. */
function statusOf({ status }: TaskRow): ListedTask['status'] {
  return statuses.get(status ?? '') ?? 'PENDING';
}

/** Only a task that has succeeded shows its prompt (dashscope-api §4.3). */
function isWorthSeeing(
  { status, claimedBy, isOurs, createdAt }: ListedTask,
  sought: readonly Pick<OpenSubmit, 'at'>[],
): boolean {
  if (status !== 'SUCCEEDED' || claimedBy !== null || isOurs === false) return false;
  return sought.some((submit) => isInWindow(submit, createdAt));
}

async function readPrompts(
  { tasks: provider, clock }: EvidenceWork,
  tasks: ListedTask[],
  unseen: readonly ListedTask[],
): Promise<void> {
  for (const task of unseen) {
    await clock.sleep(pauseMilliseconds);
    const { orig_prompt } = (await provider.read(task.taskId)).output;
    const prompt = orig_prompt ? comparable(orig_prompt) : null;
    tasks[tasks.indexOf(task)] = { ...task, prompt };
  }
}
