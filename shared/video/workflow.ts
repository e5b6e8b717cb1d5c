import type { Tasks } from '../dashscope/tasks.ts';
import type { AnnouncingWork } from '../events/announce.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { RecordStore } from '../jobs/record-store.ts';
import type { Download } from '../media/download.ts';
import type { Logger } from '../runtime/logger.ts';
import type { Clock } from '../runtime/world.ts';
import type { JobReference } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';

/** What the steps of the video workflow work with. */
export type VideoWork = {
  readonly records: RecordStore;
  readonly store: ObjectStore;
  readonly tasks: Tasks;
  readonly download: Download;
  readonly clock: Clock;
  /** Divides every wait (design.md §6, TIME_SCALE). */
  readonly timeScale: number;
  readonly logger: Logger;
};

/** What a step works with that may have news to tell. */
export type AnnouncingVideoWork = VideoWork & AnnouncingWork;

/** A step's input: the execution's own, and what the step before it returned. */
export type StepInput = JobReference & { readonly step?: { readonly task_id?: string | null } };

/** Where the machine goes next. `delivering`, `expired` and `searching` are the machine's, never the record's. */
export type StepOutput = {
  readonly phase: JobRecord['phase'] | 'delivering' | 'expired' | 'searching';
  readonly wait_seconds: number;
  readonly task_id: string | null;
};

/** The wait a step that has nothing better to say asks for, in the provider's seconds. */
export const plainWaitSeconds = 30;
