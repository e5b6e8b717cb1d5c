/** A submit of which nobody knows yet, or will ever know, whether it made a task. */
export type UnsettledSubmit = {
  /** The job's. */
  readonly id: string;
  /** When it was announced, in epoch milliseconds. */
  readonly at: number;
  /** `null` when it had none, `undefined` when that is not known any more. */
  readonly prompt: string | null | undefined;
  /** The provider's id of the call, when a failed answer carried one. */
  readonly requestId: string | null;
};

/** A task in the provider's list, and what we know of it. */
export type ListedTask = {
  readonly taskId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly status: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'over';
  readonly requestId: string | null;
  /** The job that has it. */
  readonly claimedBy: string | null;
  /** Whether jobs of ours have used the key that made it; `null` while no key of ours is known. */
  readonly isOurs: boolean | null;
  /** `null` when the provider shows none, `undefined` when nobody has looked, or it cannot be seen yet. */
  readonly prompt: string | null | undefined;
};

/**
 * What a search came to: the task; `undecided` while a task that may be it has not finished, because only a finished
 * one shows its prompt; `none` when nothing that is there can be told to be it.
 */
export type Finding =
  | { readonly kind: 'found'; readonly task: ListedTask }
  | { readonly kind: 'undecided' }
  | { readonly kind: 'none' };

/** How far the provider's clock may be from ours. */
const skewMilliseconds = 30_000;
/** A submit that hangs at the provider may be accepted long after its caller has gone. */
const acceptMilliseconds = 600_000;

/** The shortest prompt that any model is cut to, in characters (dashscope-api, trap 11). */
const leastCut = 800;

/** Whether a task came into being when a submit was under way. */
export function isInWindow(submit: Pick<UnsettledSubmit, 'at'>, createdAt: number): boolean {
  const late = createdAt - submit.at;
  return late >= -skewMilliseconds && late <= acceptMilliseconds + skewMilliseconds;
}

/**
 * Finds a submit's task and never guesses (design.md §4). Certain are a claim of the job and the submit's own request
 * id. Otherwise every task of our key that no job has was made by one of the unsettled submits: it is this one's when
 * it alone can be this one's, and when it cannot be any other's. That needs its prompt, because the key may be used by
 * others too; so a task that has not succeeded is never taken.
 * @param rivals every other unsettled submit of the model, those that were given up included
 */
export function matchTask(
  submit: UnsettledSubmit,
  rivals: readonly UnsettledSubmit[],
  tasks: readonly ListedTask[],
): Finding {
  const certain = certainTask(submit, tasks);
  if (certain) return { kind: 'found', task: certain };
  const open = rivals.filter((rival) => !certainTask(rival, tasks));
  const fitting = tasks.filter((task) => task.isOurs && mayHaveMade(submit, task));
  const free = fitting.filter(
    (task) => !rivals.some((rival) => certainTask(rival, tasks) === task),
  );
  if (free.some(({ status }) => status === 'PENDING' || status === 'RUNNING'))
    return { kind: 'undecided' };
  const [only, ...others] = free;
  if (!only || others.length > 0 || !isSeen(only)) return { kind: 'none' };
  if (open.some((rival) => mayHaveMade(rival, only))) return { kind: 'none' };
  return { kind: 'found', task: only };
}

function certainTask(
  submit: UnsettledSubmit,
  tasks: readonly ListedTask[],
): ListedTask | undefined {
  const claimed = tasks.find(({ claimedBy }) => claimedBy === submit.id);
  if (claimed || submit.requestId === null) return claimed;
  return tasks.find((task) => task.claimedBy === null && task.requestId === submit.requestId);
}

function isSeen({ status, prompt }: ListedTask): boolean {
  return status === 'SUCCEEDED' && prompt !== undefined;
}

/** Whether nothing that is known speaks against it, the key aside. */
export function mayHaveMade(submit: UnsettledSubmit, task: ListedTask): boolean {
  const mayBeSame =
    task.prompt == null || submit.prompt === undefined || isSamePrompt(submit.prompt, task.prompt);
  return task.claimedBy === null && isInWindow(submit, task.createdAt) && mayBeSame;
}

/** A provider that cuts what is too long may show what it has left. */
function isSamePrompt(sent: string | null, shown: string): boolean {
  return sent === shown || (shown.length >= leastCut && sent?.startsWith(shown) === true);
}

/**
 * Whether a finished task is to be kept for the operator: some lost submit may have made it, and no submit that is
 * still being settled. While no key of ours is known, only a task that shows the submit's very prompt is.
 */
export function isWorthKeeping(
  task: ListedTask,
  lost: readonly UnsettledSubmit[],
  open: readonly UnsettledSubmit[],
): boolean {
  if (!isSeen(task) || task.isOurs === false) return false;
  if (open.some((submit) => mayHaveMade(submit, task))) return false;
  return lost.some(
    (submit) =>
      mayHaveMade(submit, task) &&
      (task.isOurs === true ||
        (task.prompt != null && isSamePrompt(submit.prompt ?? null, task.prompt))),
  );
}
