import { readFile, rename, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import type { TwinState } from './state.ts';

/** Enough to tell a state from any other file; the twin wrote the rest itself. */
const StateFile = z.object({
  advancedSeconds: z.number(),
  tasks: z.array(
    z.looseObject({ id: z.string(), model: z.string(), status: z.string(), work: z.object({}) }),
  ),
});

/**
 * The state an earlier twin left; `undefined` when there is none.
 * @throws SyntaxError, ZodError: the file is something else
 */
export async function readState(file: string): Promise<TwinState | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const content: unknown = JSON.parse(text);
  StateFile.parse(content);
  return content as TwinState;
}

/** Written beside and renamed, so that a reader never sees half of it. */
export async function writeState(file: string, state: TwinState): Promise<void> {
  const draft = `${file}.draft`;
  await writeFile(draft, JSON.stringify(state));
  await rename(draft, file);
}
