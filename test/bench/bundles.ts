import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionDefinition } from '../../infra/local/assembly/functions.ts';
import { constructIdOf, functionIds } from '../fault/harness/function-files.ts';
import type { Row } from './row.ts';

/** A function's code as it would be deployed. */
export type Bundle = { readonly id: string; readonly file: string; readonly bytes: number };

/** The bundles of all functions, largest first. */
export function readBundles(functions: readonly FunctionDefinition[]): Bundle[] {
  const ids = functionIds();
  const bundles = functions.map(({ name, directory }) => {
    const file = join(directory, 'index.mjs');
    return { id: constructIdOf(name, ids) ?? name, file, bytes: statSync(file).size };
  });
  return bundles.toSorted((one, other) => other.bytes - one.bytes);
}

/** One row a function: its size against design.md §9. */
export function measureBundles(bundles: readonly Bundle[]): Row[] {
  return bundles.map(({ id, bytes }) => ({
    name: `bundle of ${id}`,
    value: bytes / 1000,
    unit: 'KB',
    budget: { atMost: 500 },
  }));
}
