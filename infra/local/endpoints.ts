import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';

/** `.local/endpoints.json`: where everything is while the platform runs. */
export const Endpoints = z.object({
  /** Ends in `/api`; the other addresses are origins. */
  api: z.string(),
  s3: z.string(),
  sfn: z.string(),
  events: z.string(),
  /** `null` when the real provider is called. */
  twin: z.string().nullable(),
  secrets: z.string(),
  providerSecretArn: z.string(),
  bucket: z.string(),
  /** Of events that Lambda could not get handled. */
  deadLetterBucket: z.string(),
  eventBus: z.string(),
  stateMachineArn: z.string(),
  region: z.string(),
  apiKeys: z.array(z.string()),
  twinKeys: z.array(z.string()),
  /** The local S3's. */
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});
export type Endpoints = z.infer<typeof Endpoints>;

const fileIn = (directory: string) => join(directory, 'endpoints.json');

export function writeEndpoints(directory: string, endpoints: Endpoints): void {
  const file = fileIn(directory);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
}

export function removeEndpoints(directory: string): void {
  rmSync(fileIn(directory), { force: true });
}

/** The endpoints of a platform that answers, `undefined` when none runs here. */
export async function findPlatform(directory: string): Promise<Endpoints | undefined> {
  try {
    const endpoints = Endpoints.parse(JSON.parse(readFileSync(fileIn(directory), 'utf8')));
    const health = await fetch(`${endpoints.api}/v1/health`, { signal: AbortSignal.timeout(5000) });
    return health.ok ? endpoints : undefined;
  } catch {
    return undefined;
  }
}
