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
import { JobEvent } from '../../../../shared/contract/event.ts';
import type { AnnouncingWork } from '../../../../shared/events/announce.ts';
import { EventBus } from '../../../../shared/events/event-bus.ts';
import { WebhookDeliveries } from '../../../../shared/events/webhook-deliveries.ts';
import { Executions } from '../../../../shared/jobs/executions.ts';
import { RecordStore } from '../../../../shared/jobs/record-store.ts';
import { createLogger } from '../../../../shared/runtime/logger.ts';
import type { World } from '../../../../shared/runtime/world.ts';
import { ObjectStore } from '../../../../shared/storage/object-store.ts';
import { describeVideo } from '../../../../shared/video/describe-video.ts';

const region = 'eu-central-1';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };
const clock = { now: () => new Date('2026-11-21T05:00:00.000Z'), sleep: async () => {} };

/** The process dies: nothing it does from here on reaches anybody. */
class KilledError extends Error {
  override readonly name = 'KilledError';
}

export type AnnouncingWorld = Awaited<ReturnType<typeof startAnnouncingWorld>>;

type Started = { readonly name: string; readonly input: { readonly event: JobEvent } };

/** A bus and a delivery machine that remember, behind the real wires, and a real bucket. */
export async function startAnnouncingWorld() {
  const directory = await mkdtemp(join(tmpdir(), 'announcing-'));
  const seen: JobEvent[] = [];
  const started: Started[] = [];
  const state = { busIsDown: false, refusesEvents: false, machineIsDown: false };
  const logs: string[] = [];
  let guard = async <Answer>(send: () => Promise<Answer>): Promise<Answer> => send();

  const events = await startAwsJson({
    port: 0,
    version: '1.1',
    targetPrefix: 'AWSEvents',
    operations: {
      PutEvents: (input) => {
        if (state.busIsDown) throw new AwsError('InternalFailure', 'down', 500);
        const entries = input.Entries as { Detail: string }[];
        if (state.refusesEvents) return refusal(entries.length);
        for (const { Detail } of entries) seen.push(JobEvent.parse(JSON.parse(Detail)));
        return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: randomUUID() })) };
      },
    },
  });
  const states = await startAwsJson({
    port: 0,
    version: '1.0',
    targetPrefix: 'AWSStepFunctions',
    operations: {
      StartExecution: ({ name, input }) => {
        if (state.machineIsDown) throw new AwsError('ServiceUnavailable', 'down', 500);
        if (started.some((one) => one.name === name))
          throw new AwsError('ExecutionAlreadyExists', '');
        started.push({ name: String(name), input: JSON.parse(String(input)) });
        return { executionArn: `arn:${name}`, startDate: 1_795_000_000 };
      },
    },
  });
  const s3 = await startS3({
    port: 0,
    directory,
    region,
    buckets: [],
    credentials: () => credentials.secretAccessKey,
  });
  const options = { region, credentials, maxAttempts: 1 };
  const clients = {
    s3: new S3Client({ ...options, endpoint: s3.url }),
    events: new EventBridgeClient({ ...options, endpoint: events.url }),
    states: new SFNClient({ ...options, endpoint: states.url }),
  };
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'media' }));
  // the stacks of all clients are alike, but their types do not say so
  for (const client of Object.values(clients) as unknown as S3Client[]) {
    client.middlewareStack.add((next) => async (input) => guard(() => next(input)), {
      step: 'deserialize',
      priority: 'low',
      name: 'killer',
    });
  }
  const store = new ObjectStore(clients.s3, 'media');
  const work: AnnouncingWork & { store: ObjectStore; clock: typeof clock; timeScale: number } = {
    store,
    clock,
    timeScale: 1,
    records: new RecordStore(store, clock),
    logger: createLogger((line) => logs.push(line), {}),
    announcer: {
      bus: new EventBus(clients.events, 'qwen-media'),
      deliveries: new WebhookDeliveries(clients.states, 'arn:aws:states:machine'),
      describe: describeVideo,
    },
  };

  return {
    ...{ work, seen, started, state, logs },
    /** What a function over the same bucket is made from. */
    functionWorld: {
      environment: { MEDIA_BUCKET: 'media' },
      clock,
      fetch,
      aws: { region, credentials, endpoint: s3.url },
      log: (line: string) => void logs.push(line),
    } satisfies World,
    executions: new Executions(clients.states, { video: 'arn:aws:states:video-machine' }),
    /** Dies at the n-th outbound call from now on, before it goes out or before its answer comes in. */
    killAt: (n: number, moment: 'before' | 'after') => {
      let calls = 0;
      guard = async (send) => {
        calls += 1;
        if (calls < n) return send();
        if (calls === n && moment === 'after') await send();
        throw new KilledError(`killed ${moment} call ${n}`);
      };
      return () => calls >= n;
    },
    heal: () => {
      guard = async (send) => send();
    },
    close: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await Promise.all([events.close(), states.close(), s3.close()]);
      await rm(directory, { recursive: true });
    },
  };
}

function refusal(entries: number) {
  const refused = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
  return { FailedEntryCount: entries, Entries: Array.from({ length: entries }, () => refused) };
}
