import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ServiceError } from '../contract/service-error.ts';
import type { Clock } from '../runtime/world.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { createIdOf, type JobKind } from './job-id.ts';
import type { UploadOrigin } from './job-record.ts';

const dayMilliseconds = 24 * 3600 * 1000;
/** How long a key of a call stands for its request (api.md, Videos). */
const callDays = 7;
/** How long a repeated body with `X-Stainless-Retry-Count` is the same request (api.md, Videos). */
const retryMilliseconds = 2 * 60 * 1000;

/** `idempotency/{owner}/{source}/{sha256}`: which job a request has made, before it is made. */
const Claim = z.object({
  id: z.string(),
  body_sha256: z.string(),
  created_at: z.string(),
  expires_at: z.string(),
  deleted: z.boolean().default(false),
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

/** A job that was claimed; it may not have been made yet, or have been deleted since. */
type KnownJob = Pick<Claim, 'id' | 'deleted'>;

/** The job a request stands for. A replay makes nothing new; it may have to finish what a dead process began. */
export type Admission = {
  readonly id: string;
  readonly createdAt: Date;
  readonly claimKey: string;
  readonly replayed: boolean;
};

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
    const stored = await this.#store.readJson(claimKeyOf(caller, caller.key));
    const claim = stored && Claim.parse(stored.value);
    return claim && this.#isCurrent(claim) ? claim : undefined;
  }

  /** @throws ServiceError `idempotency_key_reuse` for another body, `not_found` when the job was deleted. */
  async admit(request: RequestIdentity): Promise<Admission> {
    const bodyHash = sha256(canonicalJson(request.body));
    const { key } = request;
    const byKey = key !== undefined;
    const claimKey = byKey
      ? claimKeyOf(request, key)
      : keys.idempotency(request.owner, 'body', bodyHash);
    const keptFor = byKey ? (request.keptDays ?? callDays) * dayMilliseconds : retryMilliseconds;
    const fresh = this.#freshClaim(request.kind, bodyHash, keptFor);
    const held = await this.#hold(claimKey, fresh, byKey || request.retryCount > 0);
    if (held.id === fresh.id) return toAdmission(claimKey, fresh, false);
    // an object is the same one, whatever its rule and its sidecar have come to say
    if (request.source !== 'upload' && held.body_sha256 !== bodyHash) throw reusedKey;
    if (held.deleted) throw new ServiceError('not_found', 'The job of this key was deleted.');
    return toAdmission(claimKey, held, true);
  }

  /** Remembers that a claim's job was deleted, so that a late repeat does not make it again. */
  async forget(claimKey: string, id: string): Promise<void> {
    for (;;) {
      const stored = await this.#store.readJson(claimKey);
      const claim = stored && Claim.parse(stored.value);
      // a claim that has expired since may stand for a later job
      if (claim?.id !== id) return;
      const deleted = { ...claim, deleted: true };
      if (await this.#store.replaceJson(claimKey, deleted, stored?.etag ?? '')) return;
    }
  }

  /** The claim that stands: an earlier one that still counts, or the fresh one. */
  async #hold(claimKey: string, fresh: Claim, earlierCounts: boolean): Promise<Claim> {
    for (;;) {
      if (await this.#store.createJson(claimKey, fresh)) return fresh;
      const stored = await this.#store.readJson(claimKey);
      if (!stored) continue;
      const claim = Claim.parse(stored.value);
      if (claim.id === fresh.id || (earlierCounts && this.#isCurrent(claim))) return claim;
      if (await this.#store.replaceJson(claimKey, fresh, stored.etag)) return fresh;
    }
  }

  #isCurrent({ expires_at }: Claim): boolean {
    return new Date(expires_at) > this.#clock.now();
  }

  #freshClaim(kind: JobKind, body_sha256: string, keptFor: number): Claim {
    const now = this.#clock.now();
    return {
      id: createIdOf(kind, now),
      body_sha256,
      created_at: now.toISOString(),
      expires_at: new Date(now.getTime() + keptFor).toISOString(),
      deleted: false,
    };
  }
}

const reusedKey = new ServiceError(
  'idempotency_key_reuse',
  'This Idempotency-Key came with another request before. Use a new key for a new request.',
);

function claimKeyOf({ owner, source = 'key' }: RequestCaller, key: string): string {
  return keys.idempotency(owner, source, sha256(key));
}

function toAdmission(claimKey: string, claim: Claim, replayed: boolean): Admission {
  return { id: claim.id, createdAt: new Date(claim.created_at), claimKey, replayed };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The same text for the same JSON, whatever the order of its members. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, part) =>
    part === null || typeof part !== 'object' || Array.isArray(part)
      ? part
      : Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))),
  );
}
