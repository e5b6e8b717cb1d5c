import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { startS3 } from '../../../../infra/local/s3/start-s3.ts';
import { AwsError } from '../../../../infra/local/wire/aws-error.ts';
import { startAwsJson } from '../../../../infra/local/wire/aws-json.ts';
import { Tasks } from '../../../../shared/dashscope/tasks.ts';
import { EventBus } from '../../../../shared/events/event-bus.ts';
import { WebhookDeliveries } from '../../../../shared/events/webhook-deliveries.ts';
import { Executions } from '../../../../shared/jobs/executions.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { RecordStore } from '../../../../shared/jobs/record-store.ts';
import { createDownload } from '../../../../shared/media/download.ts';
import { createLogger } from '../../../../shared/runtime/logger.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { ObjectStore } from '../../../../shared/storage/object-store.ts';
import { describeVideo } from '../../../../shared/video/describe-video.ts';
import { VideoCatalogue } from '../../../../shared/video/models/catalogue.ts';
import { newRecord } from '../../../../shared/video/new-record.ts';
import { planVideo } from '../../../../shared/video/plan-video.ts';
import type { SubmitWork } from '../../../../shared/video/prepare-submit.ts';
import type { VideoSweeper } from '../../../../shared/video/sweep-videos.ts';
import { withClose } from '../../../support/closing.ts';
import { createMedia } from '../../../support/in-process-media.ts';
import { createRecoveryProvider, providerOrigin } from './recovery-provider.ts';

const region = 'eu-central-1';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };
const startOfTime = Date.UTC(2026, 10, 21, 4);

/** The process dies: nothing it does from here on reaches anybody. */
class KilledError extends Error {
  override readonly name = 'KilledError';
}

export type RecoveryWorld = Awaited<ReturnType<Awaited<ReturnType<typeof startWorlds>>['create']>>;

/** What the worlds of a test file share: three wires. Each world has a bucket, a provider and a clock of its own. */
export async function startWorlds() {
  const directory = await mkdtemp(join(tmpdir(), 'recovery-'));
  const secretOf = () => credentials.secretAccessKey;
  const s3 = await startS3({ port: 0, directory, region, buckets: [], credentials: secretOf });
  const machines = new Map<string, Map<string, 'running' | 'over'>>();
  const states = await startAwsJson({
    port: 0,
    version: '1.0',
    targetPrefix: 'AWSStepFunctions',
    operations: {
      StartExecution: ({ stateMachineArn, name }) => {
        const executions = machines.get(String(stateMachineArn));
        const standing = executions?.get(String(name));
        if (standing === 'over') throw new AwsError('ExecutionAlreadyExists', 'over');
        executions?.set(String(name), 'running');
        return { executionArn: `arn:${name}`, startDate: 1_795_000_000 };
      },
    },
  });
  const events = await startAwsJson({
    port: 0,
    version: '1.1',
    targetPrefix: 'AWSEvents',
    operations: {
      PutEvents: () => ({ FailedEntryCount: 0, Entries: [{ EventId: randomUUID() }] }),
    },
  });
  const options = { region, credentials, maxAttempts: 1 };
  const clients = {
    events: new EventBridgeClient({ ...options, endpoint: events.url }),
    states: new SFNClient({ ...options, endpoint: states.url }),
    admin: new S3Client({ ...options, endpoint: s3.url }),
  };
  const opened: { destroy(): void }[] = Object.values(clients);

  const create = async () => {
    let now = startOfTime;
    const clock = { now: () => new Date(now), sleep: async () => {} };
    const Bucket = `b-${randomUUID()}`;
    await clients.admin.send(new CreateBucketCommand({ Bucket }));
    const wire = { pass: async <Answer>(send: () => Promise<Answer>): Promise<Answer> => send() };
    const client = new S3Client({ ...options, endpoint: s3.url });
    const starter = new SFNClient({ ...options, endpoint: states.url });
    opened.push(client, starter);
    // the stacks of all clients are alike, but their types do not say so
    for (const { middlewareStack } of [client, starter] as unknown as S3Client[]) {
      middlewareStack.add((next) => async (input) => wire.pass(() => next(input)), {
        step: 'deserialize',
        priority: 'low',
        name: 'wire',
      });
    }
    const machineArn = `arn:aws:states:${region}:000000000000:stateMachine:${randomUUID()}`;
    const executions = new Map<string, 'running' | 'over'>();
    machines.set(machineArn, executions);
    const provider = createRecoveryProvider(() => now);
    const logs: string[] = [];
    const store = new ObjectStore(client, Bucket);
    const records = new RecordStore(store, clock);
    const open = {
      ...{ store, records, clock, timeScale: 1 },
      tasks: new Tasks((call) => wire.pass(() => provider.send(call))),
      media: createMedia(store, clock),
      download: createDownload({
        trustedOrigins: [providerOrigin],
        fetch: ((input, init) => wire.pass(() => provider.fetch(input, init))) as typeof fetch,
      }),
      logger: createLogger((line) => logs.push(line), {}),
      announcer: {
        bus: new EventBus(clients.events, 'qwen-media'),
        deliveries: new WebhookDeliveries(clients.states, 'arn:aws:states:deliveries'),
        describe: describeVideo,
      },
      executions: new Executions(starter, { video: machineArn }),
      catalogue: new VideoCatalogue(),
    };
    const work: VideoSweeper & SubmitWork = withClose(open);
    const past = new ObjectStore(clients.admin, Bucket);
    return {
      ...{ work, wire, provider, executions, logs },
      /** The bucket past the wire. */
      store: past,
      records: new RecordStore(past, clock),
      clock,
      advance: (seconds: number) => {
        now += seconds * 1000;
      },
      keysUnder: (prefix: string) => past.listKeys(prefix),
      /** A job as a `POST` leaves it, without its execution. */
      newJob: (prompt = 'a cat', owner = 'acme') => writeJob(work, prompt, owner),
    };
  };
  const close = async () => {
    for (const client of opened) client.destroy();
    await Promise.all([s3.close(), states.close(), events.close()]);
    await rm(directory, { recursive: true });
  };
  return { create, close };
}

async function writeJob(
  { store, records, clock, catalogue }: VideoSweeper & SubmitWork,
  prompt: string,
  owner: string,
): Promise<JobRecord> {
  const request = { prompt };
  const job = { owner, id: `vid_${randomUUID().replaceAll('-', '')}` };
  const admission = {
    id: job.id,
    createdAt: clock.now(),
    claimKey: 'idempotency/x',
    replayed: false,
  };
  const record = newRecord(
    { timeScale: 1 },
    job,
    admission,
    planVideo(catalogue, request),
    request,
  );
  await store.writeJson(keys.open(job.id), { ...job, at: record.created_at });
  await store.writeJson(keys.request(job), request);
  await records.create(record);
  return record;
}

/**
 * Dies at the n-th call from now on, before it goes out or before its answer comes in.
 * @returns whether it has come to that
 */
export function killAt({ wire }: RecoveryWorld, n: number, moment: 'before' | 'after') {
  let calls = 0;
  wire.pass = async (send) => {
    calls += 1;
    if (calls < n) return send();
    if (calls === n && moment === 'after') await send();
    throw new KilledError(`killed ${moment} call ${n}`);
  };
  return () => calls >= n;
}

/** Lets everything through again. */
export function heal({ wire }: RecoveryWorld): void {
  wire.pass = async (send) => send();
}
