import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const apiKey = 'sk-twin-0000000000000000000000000000';
export const videoPath = '/api/v1/services/aigc/video-generation/video-synthesis';

const main = fileURLToPath(new URL('../../../infra/local/dashscope/main.ts', import.meta.url));
const running = new Set<ChildProcess>();

/** Runs `npm run twin`'s program to its end. */
export async function runTwin(environment: Record<string, string> = {}, ...options: string[]) {
  const child = launch(environment, options);
  let [output, errors] = ['', ''];
  child.stdout.on('data', (text) => {
    output += text;
  });
  child.stderr.on('data', (text) => {
    errors += text;
  });
  const [code] = await once(child, 'close');
  return { code, output, errors };
}

/** Starts the twin on a free port and waits for its one line. */
export async function startTwin(environment: Record<string, string> = {}) {
  const child = launch({ TWIN_PORT: '0', ...environment }, []);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => (await lines.next()).value ?? '';
  const line = await nextLine();
  const origin = line.replace(/^twin /, '');
  const send = (path: string, { key = apiKey, ...init }: RequestInit & { key?: string } = {}) =>
    fetch(new URL(path, origin), {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) },
    });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(path, { method: 'POST', body: JSON.stringify(body), headers });
  return {
    ...{ child, line, nextLine, origin, send, post },
    submit: (body: unknown) => post(videoPath, body, { 'x-dashscope-async': 'enable' }),
    stop: async (signal: NodeJS.Signals) => {
      const closed = once(child, 'close');
      child.kill(signal);
      const [code] = await closed;
      return code as number | null;
    },
  };
}

function launch(environment: Record<string, string>, options: string[]) {
  const child = spawn(process.execPath, [main, ...options], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/** For the end of a test file: whatever a failed test left behind. */
export function killTwins(): void {
  for (const child of running) child.kill('SIGKILL');
}
