import { createChatRoutes } from './chat/routes.ts';
import { createAdjustableClock } from './core/adjustable-clock.ts';
import type { ApiKeys } from './core/authenticate.ts';
import { createPipeline } from './core/pipeline.ts';
import { createRateLimiter } from './core/rate-limiter.ts';
import type { Sleep } from './faults/break-call.ts';
import { createFaultDesk } from './faults/fault-desk.ts';
import { createFaultRoutes } from './faults/routes.ts';
import { createGenerationRoutes } from './generation/routes.ts';
import { encodeVideo } from './media/encode-video.ts';
import { createMediaOfCall } from './media/media-of-call.ts';
import { createResultRoutes } from './results/routes.ts';
import type { Clock } from './route.ts';
import type { TwinState } from './state.ts';
import { createLatency } from './tasks/latency.ts';
import { findVideoModel } from './tasks/models/catalogue.ts';
import { createPendingWork } from './tasks/pending-work.ts';
import { createTaskRoutes } from './tasks/routes.ts';
import { createTaskStore, type TaskStore } from './tasks/task-store.ts';
import { createUploadRoutes } from './upload/routes.ts';
import { createUploadStore } from './upload/upload-store.ts';
import { createWitnessRoutes } from './witness/routes.ts';
import { createWitness } from './witness/witness.ts';

export type TwinOptions = {
  /** API keys by name; all of them belong to one account. */
  readonly keys: ApiKeys;
  readonly clock: Clock;
  /** Waits wall time: injected delays, slow downloads. */
  readonly sleep: Sleep;
  /** Gets callers' media from public hosts and trusted origins. */
  readonly fetch: typeof fetch;
  /** Divides queue and render time, nothing else. */
  readonly speed?: number;
  /** Origin of result addresses; without one, the origin that the caller polls at. */
  readonly publicUrl?: string;
  /** Exact origins from which media are fetched although they are not public. */
  readonly trustedOrigins?: readonly string[];
  readonly encode?: typeof encodeVideo;
  readonly state?: TwinState;
  /** Where the twin's own errors go; its callers get the provider's 500. */
  readonly report?: (error: unknown) => void;
};

export type Twin = {
  /** Answers as the provider would; rejects with ConnectionResetError where a connection is to die. */
  handle(request: Request): Promise<Response>;
  /** Resolves when the media of every accepted task have been read: then a virtual clock may jump. */
  settled(): Promise<void>;
  /** What a later twin continues from. */
  state(): TwinState;
  /** Removes the temporary uploads. */
  close(): Promise<void>;
};

const witnessedRequests = 100_000;

/** The provider without sockets: a request and a clock in, a response out. */
export function createTwin(options: TwinOptions): Twin {
  const { sleep, speed = 33, publicUrl, report = () => {} } = options;
  const clock = createAdjustableClock(options.clock);
  const limiter = createRateLimiter(clock);
  const inspections = createPendingWork();
  const witness = createWitness(witnessedRequests);
  const desk = createFaultDesk();
  const uploads = createUploadStore({ clock });
  const store = createVideoTaskStore(clock, speed);
  const fetcherFor = createMediaOfCall({
    uploads,
    fetch: options.fetch,
    trustedOrigins: [...(options.trustedOrigins ?? []), ...(publicUrl ? [publicUrl] : [])],
  });
  clock.advance(options.state?.advancedSeconds ?? 0);
  store.restore(options.state?.tasks ?? []);
  const tasks = { clock, limiter, store, speed, inspections, publicUrl, fetcherFor, report };
  const handle = createPipeline({
    clock,
    keys: options.keys,
    desk,
    witness,
    sleep,
    report,
    originOf: (parameters) => originOf(store, parameters),
    routes: [
      ...createTaskRoutes(tasks),
      ...createResultRoutes({ clock, store, sleep, encode: options.encode ?? encodeVideo }),
      ...createChatRoutes({ clock, sleep, mediaOf: fetcherFor }),
      ...createGenerationRoutes({ clock, sleep, mediaOf: fetcherFor }),
      ...createUploadRoutes({ clock, store: uploads }),
      ...createFaultRoutes(desk),
      ...createWitnessRoutes({ clock, limiter, witness, store, inspections }),
    ],
  });
  return {
    handle,
    settled: inspections.settled,
    state: () => ({ advancedSeconds: clock.advanced(), tasks: store.all() }),
    close: uploads.close,
  };
}

function createVideoTaskStore(clock: Clock, speed: number): TaskStore {
  const factorOf = (model: string) => findVideoModel(model)?.slowness ?? 1;
  const slotsOf = (model: string) => findVideoModel(model)?.slots ?? 1;
  return createTaskStore({ clock, latency: createLatency({ speed, factorOf }), slotsOf });
}

function originOf(store: TaskStore, { task_id, file }: Readonly<Record<string, string>>) {
  const task = store.recall(task_id ?? file?.replace(/\.mp4$/, '') ?? '');
  return task && { model: task.model, submit: task.submit, rules: task.rules };
}
