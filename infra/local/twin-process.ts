import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { defaultTwinKey } from './dashscope/settings.ts';
import { closeServer, listen } from './wire/listen.ts';

/** A twin that runs; `stop` lets it write down its tasks. */
export type TwinProcess = {
  readonly url: string;
  readonly keys: readonly string[];
  stop(): Promise<void>;
};

const Running = z.object({
  url: z.string(),
  pid: z.number(),
  trustedOrigin: z.string(),
  speed: z.number(),
});
type Running = z.infer<typeof Running>;

/** The twin is a process of its own, because its tasks outlive a platform that was killed (design.md §7). */
export async function startTwin(options: {
  root: string;
  directory: string;
  port: number;
  speed: number;
  /** Where media may be fetched from although it is not public: the local S3. */
  trustedOrigin: string;
}): Promise<TwinProcess> {
  const file = join(options.directory, 'twin.json');
  const survivor = await findSurvivor(file);
  const { trustedOrigin, speed } = options;
  const isAlike = survivor?.trustedOrigin === trustedOrigin && survivor.speed === speed;
  if (survivor && isAlike) return toProcess(file, survivor);
  if (survivor) await end(survivor.pid);
  const child = spawnTwin(options, await freePort(options.port));
  const url = await firstAddress(child);
  const running = { url, pid: child.pid ?? 0, trustedOrigin, speed };
  writeFileSync(file, JSON.stringify(running));
  return toProcess(file, running);
}

function toProcess(file: string, running: Running): TwinProcess {
  return {
    url: running.url,
    keys: [defaultTwinKey],
    stop: async () => {
      await end(running.pid);
      rmSync(file, { force: true });
    },
  };
}

async function findSurvivor(file: string): Promise<Running | undefined> {
  try {
    const running = Running.parse(JSON.parse(readFileSync(file, 'utf8')));
    process.kill(running.pid, 0);
    const answer = await fetch(`${running.url}/_twin/tasks`, {
      signal: AbortSignal.timeout(15_000),
    });
    return answer.ok ? running : undefined;
  } catch {
    return undefined;
  }
}

function spawnTwin(options: Parameters<typeof startTwin>[0], port: number): ChildProcess {
  const main = join(options.root, 'infra/local/dashscope/main.ts');
  const state = join(options.directory, 'state');
  mkdirSync(state, { recursive: true });
  return spawn(process.execPath, [main], {
    cwd: options.root,
    // a group of its own: Ctrl+C reaches the platform, which stops the twin when its own work has ended
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      TWIN_PORT: String(port),
      TWIN_SPEED: String(options.speed),
      TWIN_API_KEYS: defaultTwinKey,
      TWIN_TRUSTED_ORIGINS: options.trustedOrigin,
      TWIN_STATE_FILE: join(state, 'twin.json'),
    },
  });
}

function firstAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the twin ended with ${code}`)));
    if (!child.stdout) return reject(new Error('the twin has no output'));
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      const [, url] = /^twin (http:\S+)$/.exec(line) ?? [];
      if (!url) return;
      // the platform's end must not depend on the twin's
      child.removeAllListeners('exit');
      lines.close();
      child.stdout?.destroy();
      child.unref();
      resolve(url);
    });
  });
}

const pauseMilliseconds = 50;
/** A busy machine needs seconds to write the tasks down, and a twin that is killed forgets them. */
const mostPauses = 30_000 / pauseMilliseconds;

/** Asks a process to end, once, because a second signal would cut short what it does, and waits; then it is made to. */
async function end(pid: number): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  for (let pauses = 0; isAlive(pid); pauses += 1) {
    if (pauses >= mostPauses) process.kill(pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The wanted port if it is free; else 0, so that the twin binds one that nobody can take before it. */
async function freePort(wanted: number): Promise<number> {
  if (wanted === 0) return 0;
  const probe = createServer();
  const bound = await listen(probe, wanted);
  await closeServer(probe);
  return bound === wanted ? wanted : 0;
}
