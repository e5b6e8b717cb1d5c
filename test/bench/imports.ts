import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Bundle } from './bundles.ts';
import type { Row, Tell } from './row.ts';

const rounds = 7;
/** Design.md §9. */
const mostMilliseconds = 75;

const run = promisify(execFile);
const script = fileURLToPath(new URL('import-once.ts', import.meta.url));

async function importOnce(file: string): Promise<number> {
  const { stdout } = await run(process.execPath, [script, file]);
  return Number(stdout);
}

/**
 * What each bundle takes to import in a new process, beside an empty function's share. Processor time, and the least of
 * all rounds, because whatever else the machine does can only add to it.
 */
export async function measureImports(bundles: readonly Bundle[], tell: Tell): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-imports-'));
  try {
    const empty = join(directory, 'index.mjs');
    await writeFile(empty, 'export const handler=async()=>{};');
    const files = [empty, ...bundles.map(({ file }) => file)];
    const taken = files.map((): number[] => []);
    for (let round = 1; round <= rounds; round += 1) {
      tell(`imports, round ${round} of ${rounds}`);
      for (const [index, file] of files.entries()) taken[index]?.push(await importOnce(file));
    }
    const [emptyMilliseconds = 0, ...least] = taken.map((times) => Math.min(...times));
    return bundles.map(({ id }, index) => rowOf(id, least[index] ?? Number.NaN, emptyMilliseconds));
  } finally {
    await rm(directory, { recursive: true });
  }
}

function rowOf(id: string, milliseconds: number, emptyMilliseconds: number): Row {
  return {
    name: `import of ${id}`,
    value: milliseconds,
    unit: 'ms',
    budget: { atMost: mostMilliseconds },
    note: `${(milliseconds / emptyMilliseconds).toFixed(0)} × empty`,
  };
}
