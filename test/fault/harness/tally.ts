/** What a scenario, or many of them, came to. */
export type Tally = {
  /** Videos that the provider made of our submits within 24 hours, and billed. */
  readonly paid: number;
  /** Of these, stored and verified under their job. */
  readonly kept: number;
  /** Of these, stored where only the operator looks. */
  readonly unclaimed: number;
  /** Tasks beyond the one that a job may have. */
  readonly doubleSubmits: number;
  /** Jobs that hold a task which another job or another application made. */
  readonly wrongAdoptions: number;
  /** Jobs whose record is not closed, or whose open marker stands. */
  readonly unended: number;
};

const emptyTally: Tally = {
  paid: 0,
  kept: 0,
  unclaimed: 0,
  doubleSubmits: 0,
  wrongAdoptions: 0,
  unended: 0,
};

export function addTallies(tallies: readonly Tally[]): Tally {
  const names = Object.keys(emptyTally) as (keyof Tally)[];
  const sum = (name: keyof Tally) => tallies.reduce((total, one) => total + one[name], 0);
  return Object.fromEntries(names.map((name) => [name, sum(name)])) as Tally;
}
