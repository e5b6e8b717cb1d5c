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

/** Design.md §9; a validator of callers' own JSON Schemas, which some functions need, is 130 KB by itself. */
const budgets = { usual: 500, withValidator: 650 };
const validatorMark = 'strictTypes';

/** The bundles of all functions, largest first. */
export function readBundles(
  functions: readonly Pick<FunctionDefinition, 'name' | 'directory'>[],
): Bundle[] {
  const ids = functionIds();
  const bundles = functions.map(({ name, directory }) => {
    const file = join(directory, 'index.mjs');
    const bytes = readFileSync(file);
    const hasValidator = bytes.includes(validatorMark);
    return {
      id: constructIdOf(name, ids) ?? name,
      file,
      kilobytes: bytes.length / 1024,
      mostKilobytes: hasValidator ? budgets.withValidator : budgets.usual,
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
