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

/** The groups in alphabetical order and their sum, as text. */
export function renderTable(rows: readonly Row[]): string {
  const sorted = [...rows].sort((one, other) => (one.group < other.group ? -1 : 1));
  const scenarios = rows.reduce((sum, row) => sum + row.scenarios, 0);
  const total: Row = {
    group: 'total',
    scenarios,
    tally: addTallies(rows.map(({ tally }) => tally)),
  };
  const width = Math.max(...[...rows, total].map(({ group }) => group.length));
  const head = ['scenario group'.padEnd(width), ...columns.map(([name]) => name)].join('  ');
  const lines = [...sorted, total].map((row) =>
    [
      row.group.padEnd(width),
      ...columns.map(([name, read]) => String(read(row)).padStart(name.length)),
    ].join('  '),
  );
  return [head, ...lines].join('\n');
}
