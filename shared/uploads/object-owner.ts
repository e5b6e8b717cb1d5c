import { type Admission, Idempotency, type RequestIdentity } from '../jobs/idempotency.ts';
import type { UploadOrigin } from '../jobs/job-record.ts';
import { OwnerPin, pinnedAt } from '../jobs/owner-pin.ts';
import type { Clock } from '../runtime/world.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { digestOf } from './uploaded-object.ts';

/** Whose jobs an object has, if any: they are known as theirs, whoever has the rule now. */
export function pinnedOwner(store: ObjectStore, upload: UploadOrigin): Promise<string | undefined> {
  return pinnedAt(store, keys.objectOwner(digestOf(upload)));
}

type Work = {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly idempotency: Idempotency;
};

/** The same work, which says whose an object is before it claims a job of it, and not earlier. */
export function pinningOwner<Given extends Work>(
  work: Given,
  owner: string,
  upload: UploadOrigin,
): Given {
  return { ...work, idempotency: new PinningIdempotency(work, () => pin(work, owner, upload)) };
}

class PinningIdempotency extends Idempotency {
  readonly #pin: () => Promise<void>;

  constructor({ store, clock }: Work, pin: () => Promise<void>) {
    super(store, clock);
    this.#pin = pin;
  }

  override async admit(request: RequestIdentity): Promise<Admission> {
    await this.#pin();
    return super.admit(request);
  }
}

/**
 * Written afresh for every job, so that it is kept as long as the newest claim.
 * @throws when the object has come to be another's in this moment; another attempt sees that
 */
async function pin({ store, clock }: Work, owner: string, upload: UploadOrigin): Promise<void> {
  const key = keys.objectOwner(digestOf(upload));
  const fresh = { owner, attempted_at: clock.now().toISOString() };
  for (;;) {
    if (await store.createJson(key, fresh)) return;
    const stored = await store.readJson(key);
    if (!stored) continue;
    if (OwnerPin.parse(stored.value).owner !== owner)
      throw new Error('The object has come to be of another owner.');
    if (await store.replaceJson(key, fresh, stored.etag)) return;
  }
}
