import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const name = 'qwen-media-tests-';

/** Whatever tests and what they start put aside lies in one directory, which goes with the run. */
export default function setup(): (() => void) | undefined {
  // the project before has made it
  if (basename(tmpdir()).startsWith(name)) return undefined;
  const outer = process.env.TMPDIR;
  const directory = mkdtempSync(join(tmpdir(), name));
  process.env.TMPDIR = directory;
  return () => {
    if (outer === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outer;
    rmSync(directory, { recursive: true, force: true });
  };
}
