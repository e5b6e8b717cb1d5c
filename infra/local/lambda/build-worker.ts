import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/**
 * The script that every worker thread runs, in one piece.
 * Compiled once, because stripping types anew costs each thread 8 MB and 20 ms; evaluated rather than
 * imported from a `data:` URL, because that URL would stand in every stack trace.
 */
export function buildWorker(): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('./runtime-worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
  });
  return outputFiles.map(({ text }) => text).join('');
}
