import { measureArchive } from './archive.ts';
import { meetsBudget, renderRows } from './row.ts';

const usage = `Usage: npm run bench:archive [-- MEBIBYTES]

Copies a video of 2 GiB, or of so many MiB, and prints throughput and memory.
`;

const [argument = '2048'] = process.argv.slice(2);
if (argument === '--help') process.stdout.write(usage);
else {
  const tell = (what: string) => process.stderr.write(`… ${what}\n`);
  const rows = await measureArchive(tell, Number(argument));
  process.stdout.write(`${renderRows(rows)}\n`);
  if (!rows.every(meetsBudget)) process.exitCode = 1;
}
