import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Endpoints } from '../../infra/local/endpoints.ts';
import { projectRoot } from '../support/project-root.ts';

/** `npm start` in a process of its own, and how long it took to be ready. */
export type LocalPlatform = {
  readonly endpoints: Endpoints;
  readonly startSeconds: number;
  close(): Promise<void>;
};

/** Starts the platform; neither this machine's environment nor an `.env` reaches it, so the twin answers. */
export async function startLocalPlatform(apiKeys: readonly string[]): Promise<LocalPlatform> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-platform-'));
  const started = performance.now();
  const child = spawn(process.execPath, [join(projectRoot, 'infra/local/start.ts')], {
    cwd: directory,
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      QWEN_LOCAL_DIRECTORY: directory,
      QWEN_LOCAL_API_KEYS: apiKeys.join(','),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) if (line === 'ready') break;
  const startSeconds = (performance.now() - started) / 1000;
  const file = join(directory, 'endpoints.json');
  const endpoints = Endpoints.parse(JSON.parse(readFileSync(file, 'utf8')));
  const close = async () => {
    child.kill('SIGTERM');
    await exited;
    await rm(directory, { recursive: true });
  };
  return { endpoints, startSeconds, close };
}
