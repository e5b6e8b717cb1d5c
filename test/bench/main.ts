import { readApplication } from '../../infra/local/application.ts';
import { synthesize } from '../../infra/local/synthesize.ts';
import { projectRoot } from '../support/project-root.ts';
import { measureArchive } from './archive.ts';
import { measureBundles, readBundles } from './bundles.ts';
import { measureImports } from './imports.ts';
import { measureJobs } from './job-pace.ts';
import { measureLatency } from './latency.ts';
import { meetsBudget, type Row, renderRows, type Tell } from './row.ts';
import { measureThroughput } from './throughput.ts';

const usage = `Usage: npm run bench [-- GROUP...]

Measures this service on this machine and prints each figure with its budget; exit code 1 when one is missed.

  bundles      the size of every function's code
  imports      processor time that each takes to import, also as a multiple of an empty function
  vision       what the platform adds to a direct call to the same provider, and how long it takes to start
  throughput   calls that the vision handlers serve with one core
  jobs         polls and transitions of a video job, in virtual time
  archive      a copy of 2 GiB: throughput and peak memory

Without a group, all of them: about five minutes on two cores that have nothing else to do.
`;

const tell: Tell = (what) => process.stderr.write(`… ${what}\n`);
const bundles = async () =>
  readBundles(readApplication(await synthesize(projectRoot, tell)).functions);

const groups: Readonly<Record<string, () => Promise<Row[]>>> = {
  bundles: async () => measureBundles(await bundles()),
  imports: async () => measureImports(await bundles(), tell),
  vision: async () => {
    await synthesize(projectRoot, tell);
    return measureLatency(tell);
  },
  throughput: () => measureThroughput(tell),
  jobs: () => measureJobs(tell),
  archive: () => measureArchive(tell),
};

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !(name in groups));
  if (unknown !== undefined) {
    process.stderr.write(`There is no group ${unknown}.\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(groups))
    if (names.length === 0 || names.includes(name)) rows.push(...(await measure()));
  process.stdout.write(`${renderRows(rows)}\n`);
  const missed = rows.filter((row) => !meetsBudget(row)).length;
  if (missed === 0) return;
  process.stdout.write(`${missed} of ${rows.length} budgets missed\n`);
  process.exitCode = 1;
}

const names = process.argv.slice(2);
if (names.includes('--help')) process.stdout.write(usage);
else await main(names);
