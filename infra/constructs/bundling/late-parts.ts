import { basename, join } from 'node:path';
import type { Plugin } from 'esbuild';

const namedPart = /\bimport\(["']\.\/([\w-]+\.mjs)["']\)/g;

/**
 * What our modules import when they first need it stays out of the bundle, as a file beside it: a function that
 * starts reads all of its own file, and a tenth of a megabyte takes 3 ms. Parts share no state with the function.
 * @param found takes the source of each part
 */
export const lateParts = (found: Set<string>): Plugin => ({
  name: 'late-parts',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      found.add(join(resolveDir, path));
      return { path: `./${basename(path, '.ts')}.mjs`, external: true };
    });
  },
});

/** The names of the files that a bundle wants beside it. */
export function partsOf(bundle: string): string[] {
  return [...bundle.matchAll(namedPart)].map(([, name = '']) => name);
}
