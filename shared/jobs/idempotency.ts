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

  /** @throws ServiceError `idempotency_key_reuse` for another body, `not_found` when the job was deleted. */
  async admit(request: RequestIdentity): Promise<Admission> {
    const bodyHash = sha256(canonicalJson(request.body));
    const byKey = request.key !== undefined;
    const [source, name] = byKey
      ? [request.source ?? 'key', sha256(request.key ?? '')]
      : ['body', bodyHash];
    const claimKey = keys.idempotency(request.owner, source, name);
    const keptFor = byKey ? (request.keptDays ?? callDays) * dayMilliseconds : retryMilliseconds;
    const fresh = this.#freshClaim(request.kind, bodyHash, keptFor);
    const held = await this.#hold(claimKey, fresh, byKey || request.retryCount > 0);
    if (held.id === fresh.id) return toAdmission(claimKey, fresh, false);
    if (held.body_sha256 !== bodyHash) throw reusedKey;
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
      const current = new Date(claim.expires_at) > this.#clock.now();
      if (claim.id === fresh.id || (earlierCounts && current)) return claim;
      if (await this.#store.replaceJson(claimKey, fresh, stored.etag)) return fresh;
    }
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
