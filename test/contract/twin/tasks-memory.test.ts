import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('./tasks-memory.ts', import.meta.url));

it('1,000 tasks over two models all end, in less than 300 MB', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  const { succeeded, peakMegabytes } = JSON.parse(stdout) as Record<string, number>;
  expect(succeeded).toBe(1000);
  expect(peakMegabytes).toBeLessThan(300);
});
