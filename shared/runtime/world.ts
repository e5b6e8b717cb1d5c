import type { S3ClientConfig } from '@aws-sdk/client-s3';

/** Time as the code may see it; tests put a virtual one in its place. */
export type Clock = {
  now(): Date;
  /** Resolves after so many milliseconds of this clock. */
  sleep(milliseconds: number): Promise<void>;
};

/** What AWS clients are created with; empty in Lambda, where the SDK finds everything itself. */
export type AwsClientOptions = Pick<
  S3ClientConfig,
  'region' | 'endpoint' | 'credentials' | 'requestHandler' | 'retryStrategy'
>;

/** Everything a composition root takes from outside: nothing below it reads globals. */
export type World = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly aws: AwsClientOptions;
  readonly log: (line: string) => void;
  /** What the deployment says of models; a deployed function is bundled with it. */
  readonly modelSettings?: unknown;
};

/** Put into the bundle at synth (infra/constructs/model-settings-file.ts); sources that run unbundled have none. */
declare const MODEL_SETTINGS: unknown;

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** The world of a running function. */
export function realWorld(): World {
  return {
    environment: process.env,
    clock: systemClock,
    fetch: (input, init) => fetch(input, init),
    aws: {},
    log: (line) => process.stdout.write(`${line}\n`),
    modelSettings: typeof MODEL_SETTINGS === 'undefined' ? undefined : MODEL_SETTINGS,
  };
}
