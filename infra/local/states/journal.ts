import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

const Start = z.object({
  type: z.literal('start'),
  executionArn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  input: z.string(),
  startDate: z.number(),
});

const End = z.object({
  type: z.literal('end'),
  executionArn: z.string(),
  status: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  stopDate: z.number(),
  output: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
});

const Line = z.discriminatedUnion('type', [Start, End]);

type JournalStart = z.infer<typeof Start>;
type JournalEnd = z.infer<typeof End>;
/** An execution as the journal knows it; without an end the process died before it. */
export type JournalEntry = { readonly start: JournalStart; end?: JournalEnd };

export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code = 'journal_unreadable';
}

export type Journal = {
  readonly write: (line: JournalStart | JournalEnd) => void;
  readonly close: () => void;
};

/** Executions that the journal keeps over a restart. */
const keptEntries = 10_000;

/**
 * Reads what earlier processes left, oldest first. A last line without its end is what a killed process
 * leaves and is dropped; any other unreadable line is a `JournalError`.
 */
export function readJournal(file: string): JournalEntry[] {
  const entries = new Map<string, JournalEntry>();
  const complete = readText(file).split('\n').slice(0, -1);
  for (const [index, text] of complete.entries()) {
    const line = parseLine(text, `${file}:${index + 1}`);
    if (line.type === 'start') entries.set(line.executionArn, { start: line });
    const entry = entries.get(line.executionArn);
    if (line.type === 'end' && entry) entry.end = line;
  }
  return [...entries.values()].slice(-keptEntries);
}

/** Rewrites the journal with these entries and keeps it open for more; lines are on disk when `write` returns. */
export function openJournal(file: string, entries: readonly JournalEntry[]): Journal {
  mkdirSync(dirname(file), { recursive: true });
  const lines = entries.flatMap(({ start, end }) => (end ? [start, end] : [start]));
  const next = `${file}.next`;
  writeFileSync(next, lines.map(serialize).join(''), { mode: 0o600 });
  renameSync(next, file);
  const descriptor = openSync(file, 'a');
  return {
    write: (line) => void writeSync(descriptor, serialize(line)),
    close: () => closeSync(descriptor),
  };
}

const serialize = (line: JournalStart | JournalEnd): string => `${JSON.stringify(line)}\n`;

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function parseLine(text: string, place: string): z.infer<typeof Line> {
  try {
    return Line.parse(JSON.parse(text));
  } catch (error) {
    throw new JournalError(`${place} is not a journal line`, { cause: error });
  }
}
