/** One measured figure and what it may be. */
export type Row = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `atMost` or `atLeast` this is good. */
  readonly budget: { readonly atMost: number } | { readonly atLeast: number };
  /** What else a reader may want to know. */
  readonly note?: string;
};

/** Tells a person what is being measured. */
export type Tell = (what: string) => void;

export function meetsBudget({ value, budget }: Row): boolean {
  return 'atMost' in budget ? value <= budget.atMost : value >= budget.atLeast;
}

const columns = ['', 'measured', 'budget', 'verdict'] as const;

/** The rows as a table; the last column says `ok` or `MISSED`. */
export function renderRows(rows: readonly Row[]): string {
  const cells = rows.map((row) => [row.name, measured(row), budgetOf(row), verdictOf(row)]);
  const widths = columns.map((title, index) =>
    Math.max(title.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  return [columns, ...cells]
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function measured({ value, unit, note }: Row): string {
  return `${round(value)} ${unit}${note ? ` (${note})` : ''}`;
}

function budgetOf({ budget, unit }: Row): string {
  return 'atMost' in budget ? `≤ ${budget.atMost} ${unit}` : `≥ ${budget.atLeast} ${unit}`;
}

function verdictOf(row: Row): string {
  return meetsBudget(row) ? 'ok' : 'MISSED';
}

function round(value: number): string {
  return value.toFixed(value < 100 ? 1 : 0).replace(/\.0$/, '');
}
