import type { EndedExecution, Execution } from './execution.ts';
import type { Executions } from './executions.ts';
import { type Journal, type JournalEntry, openJournal, readJournal } from './journal.ts';

export type Recovered = {
  readonly journal: Journal | undefined;
  /** Executions that an earlier process left open: ABORTED now, but nobody has been told yet. */
  readonly interrupted: EndedExecution[];
};

const outcome = {
  status: 'ABORTED',
  error: 'Platform.Stopped',
  cause: 'The platform stopped while the execution was running.',
} as const;

/**
 * Brings back what the journal knows. The end of an interrupted execution is journaled only when it is
 * announced, so that a process which dies before that announces it again.
 */
export function recover(
  journalFile: string | undefined,
  executions: Executions,
  now: () => number,
): Recovered {
  if (journalFile === undefined) return { journal: undefined, interrupted: [] };
  const entries = readJournal(journalFile);
  const interrupted: EndedExecution[] = [];
  for (const entry of entries) {
    const execution = executions.add(restored(entry));
    if (execution.outcome) continue;
    const aborted = { ...execution, stopDate: now(), outcome };
    executions.replace(aborted);
    interrupted.push(aborted);
  }
  return { journal: openJournal(journalFile, entries), interrupted };
}

/** An execution as an earlier process left it; its history is gone. */
function restored({ start, end }: JournalEntry): Omit<Execution, 'sequence'> {
  const { type: _start, ...execution } = start;
  if (!end) return { ...execution, history: [] };
  const { type: _end, executionArn: _arn, stopDate, ...ended } = end;
  return { ...execution, stopDate, outcome: ended, history: [] };
}
