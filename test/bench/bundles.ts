import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionDefinition } from '../../infra/local/assembly/functions.ts';
import { constructIdOf, functionIds } from '../fault/harness/function-files.ts';
import type { Row } from './row.ts';

/** A function's code as it would be deployed. */
export type Bundle = {
  readonly id: string;
  readonly file: string;
  /** What is read when the function starts. */
  readonly kilobytes: number;
  /** The same with the parts that it imports when it first needs them. */
  readonly kilobytesInAll: number;
  readonly mostKilobytesInAll: number;
};

/** Design.md §9. */
export const mostKilobytes = 500;
/** What some functions have besides. */
const parts = [
  // ajv, the validator of callers' own JSON Schemas
  { name: 'compile-schema.mjs', mostKilobytes: 135 },
  // mediabunny, the reader of videos and sound
  { name: 'inspect-tracks.mjs', mostKilobytes: 140 },
] as const;

/** The bundles of all functions, largest first. */
export function readBundles(
  functions: readonly Pick<FunctionDefinition, 'name' | 'directory'>[],
): Bundle[] {
  const ids = functionIds();
  const bundles = functions.map(({ name, directory }) => {
    const sizeOf = (file: string) => statSync(join(directory, file)).size / 1024;
    const files = readdirSync(directory);
    const present = parts.filter((part) => files.includes(part.name));
    return {
      id: constructIdOf(name, ids) ?? name,
      file: join(directory, 'index.mjs'),
      kilobytes: sizeOf('index.mjs'),
      kilobytesInAll: sum(files.map(sizeOf)),
      mostKilobytesInAll: mostKilobytes + sum(present.map((part) => part.mostKilobytes)),
    };
  });
  return bundles.toSorted((one, other) => other.kilobytesInAll - one.kilobytesInAll);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** One row a function: its size. A second one where there is more than it starts with. */
export function measureBundles(bundles: readonly Bundle[]): Row[] {
  return bundles.flatMap(({ id, kilobytes, kilobytesInAll, mostKilobytesInAll }) => {
    const row = { name: `bundle of ${id}`, value: kilobytes, unit: 'KB' };
    const start = { ...row, budget: { atMost: mostKilobytes } };
    if (kilobytesInAll === kilobytes) return [start];
    const name = `${row.name}, with late parts`;
    return [start, { ...row, name, value: kilobytesInAll, budget: { atMost: mostKilobytesInAll } }];
  });
}
