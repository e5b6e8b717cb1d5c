import * as z from 'zod';
import type { CreatedJob, JobCreator } from '../jobs/create-job.ts';
import {
  type Admission,
  Idempotency,
  jobIsGone,
  type RequestCaller,
  type RequestIdentity,
} from '../jobs/idempotency.ts';
import { sha256 } from '../runtime/sha256.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';

type Work = Pick<JobCreator, 'store' | 'records' | 'clock' | 'idempotency'>;

/** Which job an event's command came to, and the claim of the key that it was sent with. */
const EventJob = z.object({ id: z.string(), claim: z.string() });

/**
 * The job that a command with a key of its own made, once its key says no more. The key is its sender's and stands for
 * seven days, as over HTTP; a dead letter of the command may be tried again for longer, and must not pay twice.
 * @param eventId of the first event of the command
 * @throws jobIsGone when what it made is kept no longer
 */
export async function jobOfEvent(
  { store, records, idempotency }: Work,
  caller: RequestCaller & { readonly key: string },
  eventId: string,
): Promise<CreatedJob | undefined> {
  if (await idempotency.find(caller)) return undefined;
  const { owner } = caller;
  const stored = await store.readJson(eventJobKey(owner, eventId));
  if (!stored) return undefined;
  const { id, claim } = EventJob.parse(stored.value);
  const progress = await idempotency.progressOf(claim, id);
  if (progress === 'released') return undefined;
  const record = await records.find({ owner, id });
  if (record) return { record, replayed: true };
  if (progress === 'claimed') return undefined;
  throw jobIsGone;
}

/** The same work, which remembers by the event what its key is admitted for, before anything is made of it. */
export function rememberingEvent<Given extends Work>(
  work: Given,
  owner: string,
  eventId: string,
): Given {
  const idempotency = new EventIdempotency(work, eventJobKey(owner, eventId));
  return { ...work, idempotency };
}

class EventIdempotency extends Idempotency {
  readonly #store: ObjectStore;
  readonly #eventJobKey: string;

  constructor({ store, clock }: Work, eventJobKey: string) {
    super(store, clock);
    this.#store = store;
    this.#eventJobKey = eventJobKey;
  }

  override async admit(request: RequestIdentity): Promise<Admission> {
    return this.#remember(await super.admit(request));
  }

  override async resume(request: RequestIdentity, admitted: Admission): Promise<Admission> {
    return this.#remember(await super.resume(request, admitted));
  }

  async #remember(admission: Admission): Promise<Admission> {
    const { id, claimKey: claim } = admission;
    await this.#store.writeJson(this.#eventJobKey, { id, claim } satisfies z.infer<
      typeof EventJob
    >);
    return admission;
  }
}

function eventJobKey(owner: string, eventId: string): string {
  return keys.idempotency(owner, 'command', sha256(eventId));
}
