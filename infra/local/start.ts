import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lazy } from '../../shared/runtime/lazy.ts';
import { type Endpoints, findPlatform } from './endpoints.ts';
import { startPlatform } from './platform.ts';
import { refuseArguments } from './read-settings.ts';
import { readSettings } from './settings.ts';
import { synthesize } from './synthesize.ts';

const usage = `Usage: npm start

Runs the whole service on this machine from the synthesized templates; Ctrl+C ends it.

  PORT                  the API's port (3000); the services take the next five, or free ones where those are taken
  DASHSCOPE_API_KEY     call the real provider with this key: costs money (default: the twin)
  DASHSCOPE_BASE_URL    the provider's origin (https://dashscope-intl.aliyuncs.com)
  QWEN_LOCAL_API_KEYS   accepted keys, comma separated (qm_<owner>_<secret>)
  QWEN_LOCAL_WEBHOOKS   origins on this machine that may be sent webhooks, comma separated
  QWEN_LOCAL_DIRECTORY  where state, logs and endpoints.json live (.local)
  TWIN_SPEED            how much faster than the provider the twin renders (33)

A file .env may hold the same settings.
`;

const root = fileURLToPath(new URL('../..', import.meta.url));
const tell = (line: string) => process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const settings = readSettings();
  const running = await findPlatform(settings.directory);
  if (running) throw new Error(`the platform runs already at ${running.api}`);
  const assembly = await synthesize(root, tell);
  const platform = await startPlatform(root, assembly, settings);
  describe(platform.endpoints).forEach(tell);
  tell(`log      ${relative(process.cwd(), settings.directory)}/platform.log`);
  const end = lazy(() => platform.close().then(() => process.exit(0)));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
  for (const line of movedPorts(platform.endpoints, settings.port)) tell(line);
  tell('ready');
}

/** A port that another program holds moves a service elsewhere, which nobody should have to notice by accident. */
function movedPorts(endpoints: Endpoints, wanted: number): string[] {
  const given = Number(new URL(endpoints.api).port);
  if (wanted === 0 || given === wanted) return [];
  return [`note     port ${wanted} is taken by another program; the api is at ${given}`];
}

function describe(endpoints: Endpoints): string[] {
  const { api, s3, sfn, events, twin, secrets, apiKeys } = endpoints;
  const lines = { api, s3, sfn, events, twin: twin ?? 'off (the real provider)', secrets };
  const addresses = Object.entries(lines).map(([name, value]) => `${name.padEnd(8)} ${value}`);
  return [...addresses, ...apiKeys.map((key) => `key      ${key}`)];
}

if (process.argv.includes('--help')) process.stdout.write(usage);
else {
  refuseArguments(usage);
  main().catch((error: Error) => {
    process.stderr.write(`npm start: ${error.message}\n`);
    process.exit(1);
  });
}
