import * as z from 'zod';
import type { ObjectStore } from '../storage/object-store.ts';

/** Whose something stays that may have made a job, whoever its rule comes to be for. */
export const OwnerPin = z.object({ owner: z.string() });

/** The owner that is pinned under a key, if any. */
export async function pinnedAt(store: ObjectStore, key: string): Promise<string | undefined> {
  const stored = await store.readJson(key);
  return stored && OwnerPin.parse(stored.value).owner;
}
