import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { TwinOptions } from '../../infra/local/dashscope/twin.ts';
import type { CommandWork } from '../../shared/commands/run-command.ts';
import { ProviderKey } from '../../shared/dashscope/provider-key.ts';
import { Tasks } from '../../shared/dashscope/tasks.ts';
import { createTransport } from '../../shared/dashscope/transport.ts';
import { Idempotency } from '../../shared/jobs/idempotency.ts';
import type { JobRecord } from '../../shared/jobs/job-record.ts';
import { RecordStore } from '../../shared/jobs/record-store.ts';
import { createDownload } from '../../shared/media/download.ts';
import { createLogger } from '../../shared/runtime/logger.ts';
import { createVideo } from '../../shared/video/create-video.ts';
import { describeVideo } from '../../shared/video/describe-video.ts';
import { VideoCatalogue } from '../../shared/video/models/catalogue.ts';
import type { ModelSettings } from '../../shared/video/models/model-settings.ts';
import type { SubmitWork } from '../../shared/video/prepare-submit.ts';
import type { AnnouncingVideoWork } from '../../shared/video/workflow.ts';
import { usualModels } from '../../shared/vision/models.ts';
import { createFakeClock } from './fake-clock.ts';
import { createFakeWire } from './fake-wire.ts';
import { startEventsWire, startSecretsWire, startStatesWire } from './in-process-aws.ts';
import { createMedia, createUpload } from './in-process-media.ts';
import { createProvider, plantedKey, providerOrigin } from './in-process-provider.ts';
import { startStorage } from './in-process-storage.ts';

export type VideoWorld = Awaited<ReturnType<Awaited<ReturnType<typeof startWorlds>>['create']>>;

/** What the worlds of a test file share: four wires. Each world has its own bucket, provider and clock. */
export async function startWorlds() {
  const [storage, secrets, states, events] = await Promise.all([
    startStorage(),
    startSecretsWire(),
    startStatesWire(),
    startEventsWire(),
  ]);
  const create = async (
    options: {
      providerKey?: string;
      timeScale?: number;
      models?: ModelSettings;
      provider?: Partial<TwinOptions>;
      /** Whether news of jobs, too, goes over the world's wire. */
      newsOverWire?: boolean;
    } = {},
  ) => {
    const clock = createFakeClock({ jumps: true });
    const wire = createFakeWire();
    const logs: string[] = [];
    const provider = createProvider(clock, wire, options.provider);
    const store = await storage.createStore(wire);
    const { arn, secret } = secrets.plant(options.providerKey ?? plantedKey);
    const key = new ProviderKey(secrets.client, arn, clock);
    const { fetch } = provider;
    const send = createTransport({ baseUrl: providerOrigin, key, fetch });
    const records = new RecordStore(store, clock);
    const trustedOrigins = [providerOrigin, providerOrigin.replace('https', 'http')];
    const newsWire = options.newsOverWire ? wire : createFakeWire();
    const { fake: news, bus } = events.plant(newsWire);
    const { deliveries, machine: hooks } = states.plant(newsWire);
    const media = createMedia(store, clock, { upload: createUpload(clock, send, fetch) });
    const work: AnnouncingVideoWork & SubmitWork = {
      records,
      store,
      clock,
      tasks: new Tasks(send),
      media,
      download: createDownload({ trustedOrigins, fetch }),
      timeScale: options.timeScale ?? 1,
      catalogue: new VideoCatalogue(options.models),
      logger: createLogger((line) => logs.push(line), {}),
      announcer: { bus, deliveries, describe: describeVideo },
    };
    const { machine, executions } = states.plant(wire);
    const idempotency = new Idempotency(store, clock);
    const creator: CommandWork & AnnouncingVideoWork & SubmitWork = {
      ...{ ...work, media, executions, idempotency },
      trustedOrigins: [],
      defaultModels: usualModels,
    };
    return {
      ...{ work, clock, wire, logs, provider, secret, machine, creator, news, hooks },
      told: news.told,
      /** A new job of an owner, its execution not yet run. */
      newJob: async (prompt = 'a cat', owner = 'acme'): Promise<JobRecord> =>
        (await createVideo(creator, { owner, retryCount: 0 }, { prompt })).record,
      /** An object that somebody else puts into the bucket. */
      putObject: (Key: string, Body: Uint8Array | string) =>
        store.client.send(new PutObjectCommand({ Bucket: store.bucket, Key, Body })),
      /** Every stored object as text, by key. */
      dump: () => storage.dump(store),
    };
  };
  const close = () =>
    Promise.all([storage.close(), secrets.close(), states.close(), events.close()]);
  return { create, storage, secrets, states, close };
}
