import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { S3Client } from '@aws-sdk/client-s3';
import { bundleFunctions } from '../../infra/constructs/bundling/bundle-functions.ts';
import type { JobRecord } from '../../shared/jobs/job-record.ts';
import { keys } from '../../shared/storage/keys.ts';
import { ObjectStore } from '../../shared/storage/object-store.ts';
import type { Row, Tell } from './row.ts';

/** A function has 15 minutes, and the largest videos are some hundred megabytes. */
const leastMegabytesPerSecond = 10;
const mostMegabytes = 200;
const region = 'eu-central-1';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };
const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));

async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  if (child.stdout) yield* createInterface({ input: child.stdout });
}

/**
 * Archives a video with the bundled function in a process of its own: once with a connection that breaks off, and once
 * continuing an attempt that was killed.
 * @param mebibytes the size of the video
 */
export async function measureArchive(tell: Tell, mebibytes = 2048): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-archive-'));
  const length = mebibytes * 1024 * 1024;
  await bundleFunctions([pathOf('archive-memory-function.ts')], { base: pathOf('.'), directory });
  const bundle = join(directory, 'archive-memory-function.mjs');
  const services = spawn(
    process.execPath,
    [pathOf('archive-memory-services.ts'), join(directory, 's3'), String(length)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  try {
    return await measure(bundle, linesOf(services), length, tell);
  } finally {
    const closed = once(services, 'close');
    services.stdin.end();
    await closed;
    await rm(directory, { recursive: true });
  }
}

async function measure(
  bundle: string,
  services: AsyncGenerator<string>,
  bytes: number,
  tell: Tell,
): Promise<Row[]> {
  const { origin, s3 } = JSON.parse((await services.next()).value ?? '');
  const store = new ObjectStore(new S3Client({ endpoint: s3, region, credentials }), 'media');
  const env = environmentOf(origin, s3);
  const archive = (id: string) =>
    spawn(process.execPath, [bundle, id], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const sha256 = await (await fetch(`${origin}/digest`)).text();
  for (const id of ['cut', 'kill'])
    await store.writeJson(keys.record({ owner: 'acme', id }), recordOf(id));

  tell('archive, in one go');
  const inOneGo = await readMeasured(archive('cut'));
  tell('archive, continued after a kill');
  const killed = archive('kill');
  await services.next();
  killed.kill('SIGKILL');
  await once(killed, 'close');
  const continued = await readMeasured(archive('kill'));

  for (const id of ['cut', 'kill']) await expectKept(store, id, { sha256, bytes });
  store.client.destroy();
  return rowsOf(bytes, inOneGo, continued);
}

type Measured = { readonly seconds: number; readonly peakMegabytes: number };

async function readMeasured(child: ChildProcess): Promise<Measured> {
  const lines = await Array.fromAsync(linesOf(child));
  const measured = lines.find((line) => line.startsWith('measured '))?.slice('measured '.length);
  if (!measured) throw new Error(`the function failed\n${lines.join('\n')}`);
  return JSON.parse(measured) as Measured;
}

function rowsOf(bytes: number, inOneGo: Measured, continued: Measured): Row[] {
  const peak = ({ peakMegabytes }: Measured) =>
    ({ value: peakMegabytes, unit: 'MB', budget: { atMost: mostMegabytes } }) as const;
  return [
    {
      name: 'archive throughput',
      value: bytes / 1e6 / inOneGo.seconds,
      unit: 'MB/s',
      budget: { atLeast: leastMegabytesPerSecond },
      note: `${(bytes / 1e6).toFixed(0)} MB, one lost connection`,
    },
    { name: 'archive peak memory', ...peak(inOneGo) },
    { name: 'archive peak memory, continued after a kill', ...peak(continued) },
  ];
}

async function expectKept(
  store: ObjectStore,
  id: string,
  video: { readonly sha256: string; readonly bytes: number },
): Promise<void> {
  const job = { owner: 'acme', id };
  const record = (await store.readJson(keys.record(job)))?.value as JobRecord;
  const stored = await store.head(keys.video(job));
  const isKept = record.output?.sha256 === video.sha256 && stored?.bytes === video.bytes;
  if (!isKept) throw new Error(`${id}: ${JSON.stringify(record.output)} is not ${video.sha256}`);
}

function environmentOf(origin: string, s3: string): Record<string, string | undefined> {
  return {
    PATH: process.env.PATH,
    // as infra/constructs/video-workflow.ts sets it
    NODE_OPTIONS: '--max-semi-space-size=1',
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: origin,
    MEDIA_BUCKET: 'media',
    PROVIDER_BASE_URL: origin,
    PROVIDER_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:key',
    TRUSTED_ORIGINS: origin,
  };
}

/** A job whose task of the same name has just ended. */
function recordOf(id: string): Partial<JobRecord> {
  const now = new Date().toISOString();
  const times = { created_at: now, updated_at: now, submitted_at: now, started_at: now };
  const deadlines = { admission_deadline_at: now, deadline_at: now };
  const provider = { task_id: id, request_id: null, task_status: 'SUCCEEDED', actual_prompt: null };
  return {
    ...{ schema: 1, write_id: id, kind: 'video', id, owner: 'acme', ...times, ...deadlines },
    ...{ status: 'in_progress', phase: 'archiving', completed_at: null, recovered_at: null },
    ...{ mode: 't2v', model: 'wan2.6-t2v', request: {}, warnings: [], metadata: {} },
    ...{ intent: null, provider: { ...provider, usage: null }, verdict: null },
    ...{ output: null, error: null, timeline: [] },
  };
}
