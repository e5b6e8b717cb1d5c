import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whatever tests and what they start put aside lies in one directory, which goes with the run. */
export default function setup(): () => void {
  const outer = process.env.TMPDIR;
  const directory = mkdtempSync(join(tmpdir(), 'qwen-media-tests-'));
  process.env.TMPDIR = directory;
  return () => {
    if (outer === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outer;
    rmSync(directory, { recursive: true, force: true });
  };
}
