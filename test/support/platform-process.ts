import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Endpoints } from '../../infra/local/endpoints.ts';
import { Caller } from './caller.ts';
import { projectRoot } from './project-root.ts';

/** `npm start` as a process of its own, which may be ended in any way. */
export type PlatformProcess = {
  readonly endpoints: Endpoints;
  readonly caller: Caller;
  /** What it has printed so far. */
  readonly output: () => string;
  /** Sends a signal and gives the exit code, `null` after a kill. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number | null>;
};

/** A directory that keeps a platform's state, and the processes that run on it. */
export class PlatformPlace {
  readonly directory: string;
  readonly endpointsFile: string;
  readonly #children: ChildProcess[] = [];

  constructor(directory: string) {
    this.directory = directory;
    this.endpointsFile = join(directory, 'endpoints.json');
  }

  static async make(): Promise<PlatformPlace> {
    return new PlatformPlace(await mkdtemp(join(tmpdir(), 'qwen-platform-')));
  }

  /**
   * Runs a script of the project here. Neither this machine's environment nor a developer's `.env` reaches it:
   * with a provider's key in there, tests would cost money.
   */
  spawn(script: string) {
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, [join(projectRoot, script)], {
      cwd: this.directory,
      env: { PATH, HOME, PORT: '0', QWEN_LOCAL_DIRECTORY: this.directory },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.push(child);
    return child;
  }

  async start(): Promise<PlatformProcess> {
    const child = this.spawn('infra/local/start.ts');
    const exited = once(child, 'exit');
    const lines: string[] = [];
    await ready(child, lines);
    const endpoints = Endpoints.parse(JSON.parse(readFileSync(this.endpointsFile, 'utf8')));
    const repliesFile = join(this.directory, 'replies.jsonl');
    const { api, apiKeys } = endpoints;
    return {
      endpoints,
      caller: new Caller({ api, key: apiKeys[0], repliesFile }),
      output: () => lines.join('\n'),
      end: async (signal) => {
        child.kill(signal);
        const [code] = await exited;
        return code;
      },
    };
  }

  /** The process id of the twin that a platform has started here. */
  twin(): number | undefined {
    const file = join(this.directory, 'twin.json');
    if (!existsSync(file)) return undefined;
    return (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
  }

  /** Ends whatever still runs here, however far a test came, and removes the directory. */
  async remove(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    const twin = this.twin();
    if (twin && isAlive(twin)) process.kill(twin, 'SIGKILL');
    await rm(this.directory, { recursive: true, maxRetries: 5 });
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function ready(child: ChildProcess, lines: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${lines.join('\n')}`)));
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line === 'ready') resolve();
      });
    }
  });
}
