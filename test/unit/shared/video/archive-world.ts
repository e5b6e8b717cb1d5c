import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { startS3 } from '../../../../infra/local/s3/start-s3.ts';
import { Tasks } from '../../../../shared/dashscope/tasks.ts';
import { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { RecordStore } from '../../../../shared/jobs/record-store.ts';
import { createLogger } from '../../../../shared/runtime/logger.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { ObjectStore } from '../../../../shared/storage/object-store.ts';
import { type ArchiveWork, archiveVideo } from '../../../../shared/video/archive-video.ts';
import { ResultServer, sampleMp4 } from './archive-result-server.ts';

export const mebibyte = 1024 * 1024;
const region = 'eu-central-1';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };
const job = { owner: 'acme', id: 'vid_archived' };
const submittedAt = Date.UTC(2026, 10, 21, 4, 0, 0);

/** The process dies: nothing it does from here on reaches anybody. */
class KilledError extends Error {}

export type ArchiveWorld = Awaited<ReturnType<Awaited<ReturnType<typeof startArchives>>['create']>>;

/** A local S3 for the worlds of one test file. */
export async function startArchives() {
  const directory = await mkdtemp(join(tmpdir(), 'archive-'));
  const server = await startS3({
    port: 0,
    directory,
    region,
    buckets: [],
    credentials: () => credentials.secretAccessKey,
    onError: () => {},
  });
  const connect = () => new S3Client({ endpoint: server.url, region, credentials, maxAttempts: 1 });
  const admin = connect();
  const create = async (bytes: number) => {
    const bucket = `b-${randomUUID()}`;
    await admin.send(new CreateBucketCommand({ Bucket: bucket }));
    return createWorld({ admin, client: connect(), bucket, bytes });
  };
  const close = async () => {
    admin.destroy();
    await server.close();
    await rm(directory, { recursive: true });
  };
  return { create, close };
}

type Setting = {
  readonly admin: S3Client;
  readonly client: S3Client;
  readonly bucket: string;
  readonly bytes: number;
};

/** One job whose task has ended well, and everything around it; time moves only when it is told to. */
async function createWorld({ admin, client, bucket, bytes }: Setting) {
  let now = submittedAt + 60_000;
  const clock = { now: () => new Date(now), sleep: async () => {} };
  const advance = (seconds: number) => {
    now += seconds * 1000;
  };
  const wire = new Wire();
  client.middlewareStack.add((next) => (input) => wire.pass(() => next(input)), {
    step: 'deserialize',
    priority: 'low',
  });
  const server = new ResultServer(sampleMp4(bytes), advance);
  const polls: string[] = [];
  const tasks = new Tasks(async ({ path }) => {
    return wire.pass(async () => {
      polls.push(path);
      const url = `https://result.test/video.mp4?Expires=1&Signature=planted-${polls.length}`;
      const output = { task_id: 'task-1', task_status: 'SUCCEEDED', video_url: url };
      return Response.json({ output });
    });
  });
  const logs: string[] = [];
  const store = new ObjectStore(client, bucket);
  const records = new RecordStore(store, clock);
  const work: ArchiveWork = {
    ...{ store, records, tasks, clock, timeScale: 1 },
    download: (...call) => wire.pass(() => server.download(...call)),
    logger: createLogger((line) => logs.push(line), {}),
  };
  const reader = new ObjectStore(admin, bucket);
  await reader.writeJson(keys.record(job), archivingRecord);
  return {
    ...{ work, wire, server, polls, logs, advance },
    archive: () => archiveVideo(work, job),
    record: async () => JobRecord.parse((await reader.readJson(keys.record(job)))?.value),
    stored: async () => {
      const found = await reader.head(keys.video(job));
      return found && reader.readRange(keys.video(job), { ...found, start: 0, end: found.bytes });
    },
    uploads: async () => {
      const listed = await admin.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      return (listed.Uploads ?? []).map(({ UploadId }) => UploadId);
    },
    abortUploads: async () => {
      const Key = keys.video(job);
      const { Uploads = [] } = await admin.send(
        new ListMultipartUploadsCommand({ Bucket: bucket }),
      );
      for (const { UploadId } of Uploads)
        await admin.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
    },
    plant: async (body: Uint8Array) => {
      const put = { Bucket: bucket, Key: keys.video(job), Body: body };
      await admin.send(new PutObjectCommand(put));
    },
    dump: async () => {
      const get = new GetObjectCommand({ Bucket: bucket, Key: keys.record(job) });
      return (await admin.send(get)).Body?.transformToString() ?? '';
    },
  };
}

/** Everything that a function sends goes through here, so that it can be killed anywhere. */
class Wire {
  calls = 0;
  #deathAt = Number.POSITIVE_INFINITY;
  #moment: 'before' | 'after' = 'before';

  /** Dies at the n-th call from now on: before it goes out, or before its answer comes in. */
  killAt(n: number, moment: 'before' | 'after'): void {
    this.#deathAt = this.calls + n;
    this.#moment = moment;
  }

  /** Another process takes over. @returns whether the one before was killed */
  revive(): boolean {
    const wasKilled = this.calls >= this.#deathAt;
    this.#deathAt = Number.POSITIVE_INFINITY;
    return wasKilled;
  }

  async pass<Answer>(send: () => Promise<Answer>): Promise<Answer> {
    this.calls += 1;
    if (this.calls < this.#deathAt) return send();
    if (this.calls === this.#deathAt && this.#moment === 'after') await send();
    throw new KilledError('killed');
  }
}

export const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** The record says completed, and what is stored is what the provider had. */
export async function expectKept(world: ArchiveWorld): Promise<void> {
  const { contents } = world.server;
  const record = await world.record();
  expect(record).toMatchObject({ phase: 'closing', verdict: { status: 'completed' }, copy: null });
  expect(record.output).toMatchObject({ bytes: contents.length, sha256: digest(contents) });
  expect(digest((await world.stored()) ?? new Uint8Array())).toBe(digest(contents));
}

const moment = new Date(submittedAt).toISOString();

const archivingRecord = {
  ...job,
  schema: 1,
  write_id: 'planted',
  kind: 'video',
  status: 'in_progress',
  phase: 'archiving',
  created_at: moment,
  updated_at: moment,
  admission_deadline_at: moment,
  deadline_at: new Date(submittedAt + 3_600_000).toISOString(),
  submitted_at: moment,
  started_at: moment,
  completed_at: null,
  recovered_at: null,
  mode: 't2v',
  model: 'wan2.6-t2v',
  request: {},
  warnings: [],
  metadata: {},
  intent: null,
  provider: {
    task_id: 'task-1',
    request_id: null,
    task_status: 'SUCCEEDED',
    actual_prompt: null,
    usage: null,
  },
  verdict: null,
  output: null,
  error: null,
  timeline: [],
};
