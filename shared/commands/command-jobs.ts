import * as z from 'zod';
import { ownerForm } from '../contract/api-key.ts';
import { ServiceError } from '../contract/service-error.ts';
import { eventClaimDays } from '../dead-letters/dead-letter.ts';
import { type CreatedJob, type JobCreator, replayJob } from '../jobs/create-job.ts';
import {
  type Admission,
  Idempotency,
  jobIsGone,
  type RequestCaller,
  type RequestIdentity,
} from '../jobs/idempotency.ts';
import { sha256 } from '../runtime/sha256.ts';
import { keys } from '../storage/keys.ts';
import { type Command, CommandDetail } from './command.ts';
import { pinnedOwner } from './command-owner.ts';

type KeyedCaller = RequestCaller & { readonly key: string };
type Work = Pick<JobCreator, 'store' | 'records' | 'clock' | 'idempotency'>;

/** Which job an event's command came to, and the claim of the key that it was sent with. */
const EventJob = z.object({
  id: z.string(),
  claim: z.string(),
  /** It was there no more when the event came: it is none of the event's, which may have no other in its place. */
  gone: z.boolean().default(false),
});

/**
 * What a command has come to before; `deleted` when that job was made and is there no more.
 * @throws ServiceError `idempotency_key_reuse` when nobody can say any more whether there was a job, `not_found` for the
 * key of a job that was gone before the event came
 */
export async function jobOfCommand(
  work: JobCreator,
  { id, detail }: Command['event'],
): Promise<CreatedJob | 'deleted' | undefined> {
  const asked = CommandDetail.safeParse(detail).data;
  if (!asked) return undefined;
  const owner = asked.owner ?? (await pinnedOwner(work.store, id));
  // a sender may write anything here, and it would be part of a key
  if (owner === undefined || !ownerForm.test(owner)) return undefined;
  const { idempotency_key: key } = asked;
  if (key === undefined) return replayJob(work, eventCaller(owner, id));
  return jobOfKeyedEvent(work, { owner, key, retryCount: 0 }, id);
}

/** Who asks by a command that has no key of its own. */
export function eventCaller(owner: string, eventId: string): KeyedCaller {
  return { owner, key: eventId, source: 'event', keptDays: eventClaimDays, retryCount: 0 };
}

/**
 * The key is its sender's and stands for seven days, as over HTTP; a dead letter of the command may be tried again for
 * longer, and must not pay twice.
 */
async function jobOfKeyedEvent(
  work: JobCreator,
  caller: KeyedCaller,
  eventId: string,
): Promise<CreatedJob | 'deleted' | undefined> {
  const { store, records, idempotency } = work;
  const { owner } = caller;
  const stored = await store.readJson(eventJobKey(owner, eventId));
  if (!stored) return undefined;
  const { id, claim, gone } = EventJob.parse(stored.value);
  if (gone) throw jobIsGone;
  const standing = await idempotency.find(caller);
  if (standing?.id === id) return replayJob(work, caller);
  const progress = await idempotency.progressOf(claim, id);
  if (progress === 'released') return undefined;
  const record = await records.find({ owner, id });
  if (record) return { record, replayed: true };
  if (progress === 'made') return 'deleted';
  // nothing was made, or the request that has the key now says whether it is the same
  if (progress === 'claimed' || standing) return undefined;
  throw unknownFate;
}

const unknownFate = new ServiceError(
  'idempotency_key_reuse',
  'Its idempotency_key stands for it no longer, so nobody can tell whether it became a job. Look for that before you send it anew, with a key of its own.',
);

/** The same work, which remembers by the event what its key is admitted for, before anything is made of it. */
export function rememberingEvent<Given extends Work>(
  work: Given,
  caller: KeyedCaller,
  eventId: string,
): Given {
  return { ...work, idempotency: new EventIdempotency(work, caller, eventId) };
}

class EventIdempotency extends Idempotency {
  readonly #work: Work;
  readonly #caller: KeyedCaller;
  readonly #eventId: string;

  constructor(work: Work, caller: KeyedCaller, eventId: string) {
    super(work.store, work.clock);
    this.#work = work;
    this.#caller = caller;
    this.#eventId = eventId;
  }

  override async admit(request: RequestIdentity): Promise<Admission> {
    return this.#remember(super.admit(request));
  }

  override async resume(request: RequestIdentity, admitted: Admission): Promise<Admission> {
    return this.#remember(super.resume(request, admitted));
  }

  async #remember(admitting: Promise<Admission>): Promise<Admission> {
    try {
      const admission = await admitting;
      await this.#write(admission, await this.#isGone(admission));
      return admission;
    } catch (error) {
      const known = error === jobIsGone && (await this.find(this.#caller));
      if (known) await this.#write(known, true);
      throw error;
    }
  }

  async #isGone({ id, made }: Admission): Promise<boolean> {
    return made && !(await this.#work.records.find({ owner: this.#caller.owner, id }));
  }

  async #write({ id, claimKey: claim }: Admission, gone: boolean): Promise<void> {
    const eventJob: z.infer<typeof EventJob> = { id, claim, gone };
    await this.#work.store.writeJson(eventJobKey(this.#caller.owner, this.#eventId), eventJob);
  }
}

function eventJobKey(owner: string, eventId: string): string {
  return keys.idempotency(owner, 'command', sha256(eventId));
}
