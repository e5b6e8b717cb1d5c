import { ServiceError } from '../contract/service-error.ts';
import { pinnedAt } from '../jobs/owner-pin.ts';
import { sha256 } from '../runtime/sha256.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { Command } from './command.ts';

/**
 * Whose a command is. One that names nobody stays its first owner's, whatever its rule comes to say: what it has made is
 * claimed as theirs, and another owner would be given a second job.
 * @throws ServiceError `invalid_parameter` when the rule does not allow that owner, or has none for it
 */
export async function ownerOf(
  store: ObjectStore,
  { rule, allows, event }: Command,
  named: string | undefined,
): Promise<string> {
  const owner = named ?? (await firstOwner(store, event.id, allows.owner));
  if (owner === undefined)
    throw new ServiceError('invalid_parameter', `The rule ${rule} needs an owner in detail.owner.`);
  if (owner === allows.owner || allows.owners.includes(owner)) return owner;
  const detail = `The rule ${rule} does not allow the owner ${owner}.`;
  throw new ServiceError('invalid_parameter', detail);
}

async function firstOwner(
  store: ObjectStore,
  eventId: string,
  owner: string | undefined,
): Promise<string | undefined> {
  const key = keys.eventOwner(sha256(eventId));
  if (owner !== undefined && (await store.createJson(key, { owner }))) return owner;
  return pinnedAt(store, key);
}

/** Whose an event's command is, if it was somebody's before and names nobody. */
export function pinnedOwner(store: ObjectStore, eventId: string): Promise<string | undefined> {
  return pinnedAt(store, keys.eventOwner(sha256(eventId)));
}
