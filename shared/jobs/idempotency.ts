import * as z from 'zod';
import { ServiceError } from '../contract/service-error.ts';
import { sha256 } from '../runtime/sha256.ts';
import type { Clock } from '../runtime/world.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { createIdOf, type JobKind, kindOf } from './job-id.ts';
import type { UploadOrigin } from './job-record.ts';

const dayMilliseconds = 24 * 3600 * 1000;
/** How long a key of a call stands for its request (api.md, Videos). */
const callDays = 7;
/** How long a repeated body with `X-Stainless-Retry-Count` is the same request (api.md, Videos). */
const retryMilliseconds = 2 * 60 * 1000;
/** Longer than any function may run: nobody is at work any more on what nobody has begun for so long. */
const attemptMilliseconds = 20 * 60 * 1000;

/** `idempotency/{owner}/{source}/{sha256}`: which job a request has made, before it is made. */
const Claim = z.object({
  id: z.string(),
  body_sha256: z.string(),
  /** When the last of its repeats began that found no job yet. */
  attempted_at: z.string(),
  expires_at: z.string(),
  /** Its job was written down, so that one without a record is kept no longer. */
  made: z.boolean().default(false),
  deleted: z.boolean().default(false),
  /** Its job could not be started; whoever repeats the request makes another. */
  released: z.boolean().default(false),
});
type Claim = z.infer<typeof Claim>;

/** Who asks, and how a repeat of the same request can be told: by a key, else by the request's own body. */
export type RequestCaller = {
  readonly owner: string;
  readonly key?: string;
  /** Where the key comes from; keys of one source never meet those of another. */
  readonly source?: 'key' | 'event' | 'upload';
  /** How long the key stands for the request; a week when nothing is said. */
  readonly keptDays?: number;
  /** What OpenAI's SDKs count in `X-Stainless-Retry-Count`. */
  readonly retryCount: number;
  /** The object whose upload asks. */
  readonly upload?: UploadOrigin;
};

/** A request that is to be told from its repeats. */
export type RequestIdentity = RequestCaller & {
  readonly body: unknown;
  /** What the request makes. */
  readonly kind: JobKind;
};

/** The job a request stands for. A replay makes nothing new; it may have to finish what a dead process began. */
export type Admission = {
  readonly id: string;
  readonly createdAt: Date;
  readonly claimKey: string;
  readonly replayed: boolean;
  /** The job was written down before. */
  readonly made: boolean;
};

/** A job that was claimed; it may not have been made yet, or have been deleted since. */
type KnownJob = Admission & { readonly deleted: boolean };

/**
 * `claimed`: it may have been made; `made`: it was, and may have been deleted; `released`: it could not be started;
 * `other`: another job has its place; `forgotten`: nobody knows any more.
 */
export type ClaimProgress = 'claimed' | 'made' | 'released' | 'other' | 'forgotten';

/** Lets every repeat of a request be the same job (design.md §4, Keys). */
export class Idempotency {
  readonly #store: ObjectStore;
  readonly #clock: Clock;

  constructor(store: ObjectStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The job that a key stands for already, whatever was asked with it. */
  async find(caller: RequestCaller & { readonly key: string }): Promise<KnownJob | undefined> {
    const claimKey = claimKeyOf(caller, caller.key);
    const stored = await this.#store.readJson(claimKey);
    const claim = stored && Claim.parse(stored.value);
    if (!claim || !this.#stands(claim)) return undefined;
    return { ...toAdmission(claimKey, claim, true), deleted: claim.deleted };
  }

  /** @throws ServiceError `idempotency_key_reuse` for another body, `not_found` when the job was deleted. */
  async admit(request: RequestIdentity): Promise<Admission> {
    const { claimKey, fresh } = this.#claimFor(request);
    const earlierCounts = request.key !== undefined || request.retryCount > 0;
    const held = await this.#hold(claimKey, fresh, earlierCounts);
    if (held.id === fresh.id) return toAdmission(claimKey, fresh, false);
    // an object is the same one, whatever its rule and its sidecar have come to say
    const isOther = request.source !== 'upload' && held.body_sha256 !== fresh.body_sha256;
    if (isOther) throw reusedKey;
    if (held.deleted) throw jobIsGone;
    return toAdmission(claimKey, held, true);
  }

  /**
   * The same once no record was found for what was admitted: the job's times begin with this attempt. A claim that
   * nobody is at work on, or of a job of another kind, gives way to a fresh one.
   */
  async resume(request: RequestIdentity, admitted: Admission): Promise<Admission> {
    const { claimKey, fresh } = this.#claimFor(request);
    const stored = await this.#store.readJson(claimKey);
    const claim = stored && Claim.parse(stored.value);
    if (claim?.id !== admitted.id) return this.admit(request);
    if (claim.deleted) throw jobIsGone;
    if (claim.made) return toAdmission(claimKey, claim, true);
    const isFit = kindOf(claim.id) === request.kind && isUnderWay(claim, this.#clock.now());
    // said before going on, so that nobody takes what is being made for abandoned
    const next = isFit ? { ...claim, attempted_at: fresh.attempted_at } : fresh;
    if (await this.#store.replaceJson(claimKey, next, stored?.etag ?? ''))
      return toAdmission(claimKey, next, isFit);
    return this.admit(request);
  }

  /** Remembers that a claim's job was written down. */
  async settle(claimKey: string, id: string): Promise<void> {
    await this.#mark(claimKey, id, { made: true });
  }

  /** Remembers that a claim's job was deleted, so that a late repeat does not make it again. */
  async forget(claimKey: string, id: string): Promise<void> {
    await this.#mark(claimKey, id, { deleted: true });
  }

  /** Remembers that a claim's job could not be started, so that a repeat makes another. */
  async release(claimKey: string, id: string): Promise<void> {
    await this.#mark(claimKey, id, { released: true });
  }

  /** What a claim says of a job that it once stood for, however old it is. */
  async progressOf(claimKey: string, id: string): Promise<ClaimProgress> {
    const stored = await this.#store.readJson(claimKey);
    if (!stored) return 'forgotten';
    const claim = Claim.parse(stored.value);
    if (claim.id !== id) return 'other';
    if (claim.released) return 'released';
    return claim.made || claim.deleted ? 'made' : 'claimed';
  }

  async #mark(claimKey: string, id: string, mark: Partial<Claim>): Promise<void> {
    for (;;) {
      const stored = await this.#store.readJson(claimKey);
      const claim = stored && Claim.parse(stored.value);
      // a claim that has expired since may stand for a later job
      if (claim?.id !== id) return;
      if (await this.#store.replaceJson(claimKey, { ...claim, ...mark }, stored?.etag ?? ''))
        return;
    }
  }

  /** The claim that stands: an earlier one that still counts, or the fresh one. */
  async #hold(claimKey: string, fresh: Claim, earlierCounts: boolean): Promise<Claim> {
    for (;;) {
      if (await this.#store.createJson(claimKey, fresh)) return fresh;
      const stored = await this.#store.readJson(claimKey);
      if (!stored) continue;
      const claim = Claim.parse(stored.value);
      if (claim.id === fresh.id || (earlierCounts && this.#stands(claim))) return claim;
      if (await this.#store.replaceJson(claimKey, fresh, stored.etag)) return fresh;
    }
  }

  #stands({ expires_at, released }: Claim): boolean {
    return !released && new Date(expires_at) > this.#clock.now();
  }

  /** Where the request is claimed, and as what if nobody has yet. */
  #claimFor(request: RequestIdentity): { claimKey: string; fresh: Claim } {
    const { owner, key, kind, keptDays = callDays } = request;
    const body_sha256 = sha256(canonicalJson(request.body));
    const now = this.#clock.now();
    const keptFor = key === undefined ? retryMilliseconds : keptDays * dayMilliseconds;
    const fresh = {
      id: createIdOf(kind, now),
      body_sha256,
      attempted_at: now.toISOString(),
      expires_at: new Date(now.getTime() + keptFor).toISOString(),
      made: false,
      deleted: false,
      released: false,
    };
    const byBody = () => keys.idempotency(owner, 'body', body_sha256);
    return { claimKey: key === undefined ? byBody() : claimKeyOf(request, key), fresh };
  }
}

/** The job of a key was deleted, or has outlived the time that jobs are kept. */
export const jobIsGone = new ServiceError('not_found', 'The job of this key was deleted.');

const reusedKey = new ServiceError(
  'idempotency_key_reuse',
  'This Idempotency-Key came with another request before. Use a new key for a new request.',
);

/** Whether somebody may be at work yet on what was claimed. */
export function isUnderWay({ attempted_at }: Pick<Claim, 'attempted_at'>, now: Date): boolean {
  return now.getTime() - new Date(attempted_at).getTime() < attemptMilliseconds;
}

function claimKeyOf({ owner, source = 'key' }: RequestCaller, key: string): string {
  return keys.idempotency(owner, source, sha256(key));
}

function toAdmission(claimKey: string, claim: Claim, replayed: boolean): Admission {
  const { id, made, attempted_at } = claim;
  return { id, createdAt: new Date(attempted_at), claimKey, replayed, made };
}

/** The same text for the same JSON, whatever the order of its members. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, part) =>
    part === null || typeof part !== 'object' || Array.isArray(part)
      ? part
      : Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))),
  );
}
