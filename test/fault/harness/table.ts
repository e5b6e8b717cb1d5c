import type { Row } from './report.ts';
import { addTallies } from './tally.ts';

const columns = [
  ['scenarios', ({ scenarios }: Row) => scenarios],
  ['videos paid', ({ tally }: Row) => tally.paid],
  ['kept', ({ tally }: Row) => tally.kept],
  ['kept unclaimed', ({ tally }: Row) => tally.unclaimed],
  ['double submits', ({ tally }: Row) => tally.doubleSubmits],
  ['wrong adoptions', ({ tally }: Row) => tally.wrongAdoptions],
  ['jobs without an end', ({ tally }: Row) => tally.unended],
] as const;

/** The groups in alphabetical order, their sum, and what was measured, as text. */
export function renderTable(rows: readonly Row[]): string {
  const sorted = [...rows].sort((one, other) => (one.group < other.group ? -1 : 1));
  const all = [...sorted, totalOf(rows)];
  const width = Math.max(...all.map(({ group }) => group.length));
  const head = ['scenario group'.padEnd(width), ...columns.map(([name]) => name)].join('  ');
  const lines = all.map((row) =>
    [
      row.group.padEnd(width),
      ...columns.map(([name, read]) => String(read(row)).padStart(name.length)),
    ].join('  '),
  );
  return [head, ...lines, ...sorted.flatMap(({ notes }) => notes)].join('\n');
}

function totalOf(rows: readonly Row[]): Row {
  const scenarios = rows.reduce((sum, row) => sum + row.scenarios, 0);
  const tally = addTallies(rows.map((row) => row.tally));
  return { group: 'total', scenarios, tally, notes: [] };
}
