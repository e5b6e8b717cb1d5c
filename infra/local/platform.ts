import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Application, readApplication, region } from './application.ts';
import { defaultTwinKey } from './dashscope/settings.ts';
import { type Endpoints, removeEndpoints, writeEndpoints } from './endpoints.ts';
import { createFunctionEnvironment } from './function-environment.ts';
import { startGateway } from './gateway/start-gateway.ts';
import { createFunctions, type Functions } from './lambda/create-functions.ts';
import { type Services, startServices } from './services.ts';
import type { PlatformSettings } from './settings.ts';
import { startTwin, type TwinProcess } from './twin-process.ts';

/** The whole system on a laptop; `close` ends it cleanly and keeps its state. */
export type Platform = { readonly endpoints: Endpoints; close(): Promise<void> };

/** Ports after the api's (design.md §6); 0 lets every one be any. */
function portsFrom(port: number) {
  const at = (offset: number) => (port === 0 ? 0 : port + offset);
  return { api: port, s3: at(1), sfn: at(2), events: at(3), twin: at(4), secrets: at(5) };
}

/**
 * Runs the synthesized templates: routes, functions, state machine, rules and buckets are theirs.
 * @param root the project's directory
 * @param assembly the directory of the cloud assembly
 */
export async function startPlatform(
  root: string,
  assembly: string,
  settings: PlatformSettings,
): Promise<Platform> {
  const application = readApplication(assembly);
  const ports = portsFrom(settings.port);
  const log = createLog(settings.directory);
  const timeScale = settings.provider ? 1 : settings.twinSpeed;
  const functions = Promise.withResolvers<Functions>();
  const services = await startServices({
    application,
    directory: join(settings.directory, 'state'),
    ports,
    timeScale,
    providerKey: settings.provider?.key ?? defaultTwinKey,
    secretsFile: settings.provider ? 'provider-secrets.json' : 'secrets.json',
    functions: functions.promise,
    log,
  });
  const twin = settings.provider
    ? undefined
    : await startTwinFor(root, settings, services, ports.twin);
  const providerBaseUrl = settings.provider?.baseUrl ?? twin?.url ?? '';
  const environmentFor = createFunctionEnvironment({
    identities: application.identities,
    urls: services.urls,
    providerBaseUrl,
    trustedOrigins: [
      services.urls.s3,
      ...(twin ? [twin.url] : []),
      ...(settings.webhookOrigins ?? []),
    ],
    timeScale,
  });
  const onLog = (name: string, line: string) => log(`${name} ${line}`);
  const running = createFunctions(application.functions, { environmentFor, onLog });
  functions.resolve(running);
  const apiKeys = settings.apiKeys.map((value, index) => ({ id: `local-${index + 1}`, value }));
  const { api } = application;
  const gateway = await startGateway({
    port: ports.api,
    api,
    functions: running,
    apiKeys,
    onLog: log,
  });
  const endpoints = toEndpoints(application, services, gateway.url, settings, twin);
  writeEndpoints(settings.directory, endpoints);
  const close = async () => {
    removeEndpoints(settings.directory);
    await gateway.close();
    await services.close();
    await running.close();
    await twin?.stop();
  };
  return { endpoints, close };
}

function startTwinFor(
  root: string,
  { directory, twinSpeed }: PlatformSettings,
  services: Services,
  port: number,
): Promise<TwinProcess> {
  const trustedOrigin = services.urls.s3;
  return startTwin({ root, directory, port, speed: twinSpeed, trustedOrigin });
}

function toEndpoints(
  { bucket, deadLetterBucket, eventBus, machine, providerSecret, identities }: Application,
  { urls }: Services,
  api: string,
  { apiKeys }: PlatformSettings,
  twin: TwinProcess | undefined,
): Endpoints {
  return {
    api,
    ...urls,
    twin: twin?.url ?? null,
    providerSecretArn: providerSecret.arn,
    bucket: bucket.name,
    deadLetterBucket: deadLetterBucket.name,
    eventBus: eventBus.name,
    stateMachineArn: machine.arn,
    region,
    apiKeys: [...apiKeys],
    twinKeys: [...(twin?.keys ?? [])],
    credentials: identities.operator,
  };
}

/** What functions print goes to a file: the terminal is for people. */
function createLog(directory: string): (line: string) => void {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'platform.log');
  return (line) => appendFileSync(file, `${new Date().toISOString()} ${line}\n`);
}
