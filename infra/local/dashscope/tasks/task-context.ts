import type { RateLimiter } from '../core/rate-limiter.ts';
import type { MediaFetcher } from '../media/fetch-media.ts';
import type { Clock, TwinCall } from '../route.ts';
import type { PendingWork } from './pending-work.ts';
import type { TaskStore } from './task-store.ts';

/** What the task routes share. */
export type TaskContext = {
  readonly clock: Clock;
  readonly limiter: RateLimiter;
  readonly store: TaskStore;
  /** Task time runs so many times faster than the clock. */
  readonly speed: number;
  /** Media that are being read for tasks already accepted. */
  readonly inspections: PendingWork;
  /** Origin of result addresses; without one, the origin that the caller polls at. */
  readonly publicUrl?: string;
  /** Fetches media on behalf of one submit: `oss://` is bound to its model and account. */
  readonly fetcherFor: (call: TwinCall, model: string) => MediaFetcher;
  /** Where an error goes that no answer can carry. */
  readonly report: (error: unknown) => void;
};
