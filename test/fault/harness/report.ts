import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Outcome } from './scenario.ts';
import { addTallies, type Tally } from './tally.ts';

/** One line of the suite's table. */
export type Row = {
  readonly group: string;
  readonly scenarios: number;
  readonly tally: Tally;
  /** Measurements that are printed below the table. */
  readonly notes: readonly string[];
};

/** Collects the outcomes of a group of scenarios for the suite's table. */
export function createReport(group: string, directory: string) {
  const tallies: Tally[] = [];
  const notes: string[] = [];
  return {
    note: (line: string): void => void notes.push(line),

    /** Writes an outcome down and demands that every invariant held. */
    check({ tally, problems, trace }: Outcome): void {
      tallies.push(tally);
      expect(problems, trace).toEqual([]);
      expect(tally.kept + tally.unclaimed, trace).toBe(tally.paid);
    },
    write(): void {
      const row: Row = { group, scenarios: tallies.length, tally: addTallies(tallies), notes };
      writeFileSync(join(directory, `${group.replaceAll(/\W+/g, '-')}.json`), JSON.stringify(row));
    },
  };
}
