import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSettingsFrom, refuseArguments } from '../read-settings.ts';
import { closeServer, keepAliveTimeout } from '../wire/listen.ts';
import { createListener } from './server/listener.ts';
import { nameKeys, TwinEnvironment, usage } from './settings.ts';
import { readState, writeState } from './state-file.ts';
import { createTwin } from './twin.ts';

/** The twin as a process of its own: `npm run twin`. */
async function main(): Promise<void> {
  const settings = readSettingsFrom(TwinEnvironment, process.env);
  const stateFile = settings.TWIN_STATE_FILE;
  const state = stateFile === undefined ? undefined : await readState(stateFile);
  const server = createServer({ keepAliveTimeout });
  const publicUrl = `http://127.0.0.1:${await listenExactly(settings.TWIN_PORT)}`;
  const twin = createTwin({
    keys: nameKeys(settings.TWIN_API_KEYS),
    speed: settings.TWIN_SPEED,
    trustedOrigins: settings.TWIN_TRUSTED_ORIGINS,
    clock: Date,
    sleep,
    fetch,
    publicUrl,
    state,
    report: (error) => process.stderr.write(`${(error as Error).stack}\n`),
  });
  server.on('request', createListener(twin.handle));
  process.stdout.write(`twin ${publicUrl}\n`);

  const end = async () => {
    await closeServer(server);
    if (stateFile !== undefined) await writeState(stateFile, twin.state());
    await twin.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, end);

  function listenExactly(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
  }
}

if (process.argv.includes('--help')) process.stdout.write(usage);
else {
  refuseArguments(usage);
  main().catch((error: Error & { code?: string }) => {
    const text = error.code === 'EADDRINUSE' ? `${error.message}: set TWIN_PORT` : error.message;
    process.stderr.write(`twin: ${text}\n`);
    process.exit(1);
  });
}
