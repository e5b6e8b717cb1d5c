import { randomUUID } from 'node:crypto';
import type { Clock } from '../runtime/world.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import type { ObjectStore, StoredJson } from '../storage/object-store.ts';
import { advance, type Change } from './advance.ts';
import { JobRecord } from './job-record.ts';

/** A job that must exist does not: the reference is wrong, or the record was deleted. */
export class JobMissingError extends Error {
  override readonly name = 'JobMissing';
  readonly code = 'job_missing';
  readonly retryable = false;
}

/** So many writers met at one record that this one gave up; trying again helps. */
export class RecordContendedError extends Error {
  override readonly name = 'RecordContended';
  readonly code = 'record_contended';
  readonly retryable = true;
}

const attempts = 20;

/** Reads and advances `job.json`; writers race by nature, so every write is conditional (design.md §4, Records). */
export class RecordStore {
  readonly #store: ObjectStore;
  readonly #clock: Clock;

  constructor(store: ObjectStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async find(job: JobReference): Promise<JobRecord | undefined> {
    const found = await this.#store.readJson(keys.record(job));
    return found && JobRecord.parse(found.value);
  }

  async read(job: JobReference): Promise<JobRecord> {
    return this.#parse(job, await this.#store.readJson(keys.record(job))).record;
  }

  /** Creates the record of a new job; an id is never used twice, so one that exists is this very job, and stands. */
  async create(record: JobRecord): Promise<JobRecord> {
    return (await this.#store.createJson(keys.record(record), record)) ? record : this.read(record);
  }

  /** Applies a change to the newest record and returns what stands afterwards. */
  async update(job: JobReference, change: Change): Promise<JobRecord> {
    const writeId = randomUUID();
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const stored = await this.#store.readJson(keys.record(job));
      const { record, etag } = this.#parse(job, stored);
      // a retried request may find that its own first try was the one that won
      if (record.write_id === writeId) return record;
      const next = advance(record, change, this.#clock.now());
      if (next === record) return record;
      const written = { ...next, write_id: writeId };
      if (await this.#store.replaceJson(keys.record(job), written, etag)) return written;
    }
    throw new RecordContendedError(`${job.id}: ${attempts} writes in a row came too late`);
  }

  #parse(job: JobReference, stored: StoredJson | undefined): { record: JobRecord; etag: string } {
    if (!stored) throw new JobMissingError(`${job.id}: there is no such job`);
    return { record: JobRecord.parse(stored.value), etag: stored.etag };
  }
}
