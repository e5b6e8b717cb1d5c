import { join } from 'node:path';
import { type Application, account, region } from './application.ts';
import { createEventPlumbing } from './event-plumbing.ts';
import { startEvents } from './events/server.ts';
import type { Functions } from './lambda/create-functions.ts';
import { startS3 } from './s3/start-s3.ts';
import { startSecrets } from './secrets/server.ts';
import { startStates } from './states/server.ts';

/** The AWS services that functions call, each on its own port. */
export type Services = {
  readonly urls: Readonly<Record<'s3' | 'sfn' | 'events' | 'secrets', string>>;
  close(): Promise<void>;
};

export type ServicesOptions = {
  readonly application: Application;
  /** Where state survives a restart. */
  readonly directory: string;
  readonly ports: Readonly<Record<'s3' | 'sfn' | 'events' | 'secrets', number>>;
  /** Divides the pauses of the state machine's retries and of schedules, as TIME_SCALE divides its waits. */
  readonly timeScale: number;
  readonly providerKey: string;
  /** A file of its own for the real provider, so that a key planted for the twin is never sent there. */
  readonly secretsFile: string;
  readonly functions: Promise<Functions>;
  readonly log: (line: string) => void;
};

export async function startServices(options: ServicesOptions): Promise<Services> {
  const { application, directory, ports, functions, log } = options;
  const { identities, buckets, machines, secrets, providerSecret } = application;
  const authorize = identities.allows;
  const invoke = async (arn: string, payload: unknown) => (await functions).invoke(arn, payload);
  const s3Url = Promise.withResolvers<string>();
  const { asynchronous, bus, schedules } = createEventPlumbing({
    ...{ application, invoke, log },
    timeScale: options.timeScale,
    s3Url: s3Url.promise,
  });
  const listened = new Set(buckets.flatMap((one) => (one.eventBridge ? [one.name] : [])));
  const publish = (event: Parameters<typeof bus.publish>[1]) => bus.publish('default', event);
  const started = await Promise.all([
    startS3({
      port: ports.s3,
      directory: join(directory, 's3'),
      buckets,
      credentials: identities.secretOf,
      region,
      authorize,
      onObjectEvent: (event) => {
        if (listened.has(event.detail.bucket.name)) publish(event);
      },
      onError: (error) => log(`s3: ${error}`),
    }),
    startStates({
      port: ports.sfn,
      region,
      account,
      machines,
      invokeFunction: invoke,
      journalFile: join(directory, 'executions.jsonl'),
      onStatusChange: publish,
      retryScale: options.timeScale,
      authorize,
    }),
    startEvents({ port: ports.events, bus, authorize }),
    startSecrets({
      port: ports.secrets,
      file: join(directory, options.secretsFile),
      secrets,
      initial: { [providerSecret.name]: options.providerKey },
      authorize,
    }),
  ]);
  const [s3, sfn, events, vault] = started;
  s3Url.resolve(s3.url);
  const urls = { s3: s3.url, sfn: sfn.url, events: events.url, secrets: vault.url };
  return {
    urls,
    close: async () => closeAll([schedules, sfn, events, bus, asynchronous, vault, s3]),
  };
}

/** In this order: what starts work first, what it works on last. */
async function closeAll(parts: readonly { close(): unknown }[]): Promise<void> {
  for (const part of parts) await part.close();
}
