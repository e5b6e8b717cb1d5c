import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionDefinition } from '../../infra/local/assembly/functions.ts';
import { constructIdOf, functionIds } from '../fault/harness/function-files.ts';
import type { Row } from './row.ts';

/** A function's code as it would be deployed. */
export type Bundle = {
  readonly id: string;
  readonly file: string;
  readonly kilobytes: number;
  readonly mostKilobytes: number;
};

/** Design.md §9. */
const usualKilobytes = 500;
/** What some functions need besides, told by words that are in it. */
const extras = [
  // ajv, the validator of callers' own JSON Schemas, is 132
  { mark: 'strictTypes', kilobytes: 135 },
  // mediabunny, the reader of videos and sound, is 135
  { mark: 'Input has an unsupported', kilobytes: 140 },
];

/** The bundles of all functions, largest first. */
export function readBundles(
  functions: readonly Pick<FunctionDefinition, 'name' | 'directory'>[],
): Bundle[] {
  const ids = functionIds();
  const bundles = functions.map(({ name, directory }) => {
    const file = join(directory, 'index.mjs');
    const bytes = readFileSync(file);
    const extra = extras.filter(({ mark }) => bytes.includes(mark));
    return {
      id: constructIdOf(name, ids) ?? name,
      file,
      kilobytes: bytes.length / 1024,
      mostKilobytes: extra.reduce((sum, { kilobytes }) => sum + kilobytes, usualKilobytes),
    };
  });
  return bundles.toSorted((one, other) => other.kilobytes - one.kilobytes);
}

/** One row a function: its size. */
export function measureBundles(bundles: readonly Bundle[]): Row[] {
  return bundles.map(({ id, kilobytes, mostKilobytes }) => ({
    name: `bundle of ${id}`,
    value: kilobytes,
    unit: 'KB',
    budget: { atMost: mostKilobytes },
  }));
}
