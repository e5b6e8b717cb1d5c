import { readFile, rename, writeFile } from 'node:fs/promises';
import type { TwinState } from './state.ts';

/** The state an earlier twin left; `undefined` when there is none. */
export async function readState(file: string): Promise<TwinState | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as TwinState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written beside and renamed, so that a reader never sees half of it. */
export async function writeState(file: string, state: TwinState): Promise<void> {
  const draft = `${file}.draft`;
  await writeFile(draft, JSON.stringify(state));
  await rename(draft, file);
}
