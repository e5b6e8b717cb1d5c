import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesize } from '../../../infra/local/synthesize.ts';
import { projectRoot } from './project-root.ts';
import type { Row } from './report.ts';
import { renderTable } from './table.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The directory of the cloud assembly, and the one where groups leave their rows. */
    faultSuite: { readonly assembly: string; readonly rows: string };
  }
}

/** Synthesizes the templates once; prints one table when all groups are done. */
export default async function setup(project: TestProject): Promise<() => void> {
  const rows = mkdtempSync(join(tmpdir(), 'fault-rows-'));
  project.provide('faultSuite', { assembly: await synthesize(projectRoot, () => {}), rows });
  return () => {
    const read = readdirSync(rows).map(
      (file) => JSON.parse(readFileSync(join(rows, file), 'utf8')) as Row,
    );
    if (read.length > 0) process.stdout.write(`\n${renderTable(read)}\n`);
    rmSync(rows, { recursive: true });
  };
}
