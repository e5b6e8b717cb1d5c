import * as z from 'zod';
import type { UploadOrigin } from '../jobs/job-record.ts';
import { keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { UploadRule } from './upload-rule.ts';
import { digestOf } from './uploaded-object.ts';

const Pinned = z.object({ owner: z.string() });

/** The rule, but of the owner whose job the object has, if any: its jobs are known as theirs, whoever has the rule now. */
export async function asFirstOwners(
  store: ObjectStore,
  rule: UploadRule,
  upload: UploadOrigin,
): Promise<UploadRule> {
  const stored = await store.readJson(keys.objectOwner(digestOf(upload)));
  return stored ? { ...rule, ...Pinned.parse(stored.value) } : rule;
}

/**
 * Says whose an object is, before a job is made of it.
 * @throws when it has come to be another's in this moment; another attempt sees that
 */
export async function pinOwner(
  store: ObjectStore,
  { owner }: UploadRule,
  upload: UploadOrigin,
): Promise<void> {
  const key = keys.objectOwner(digestOf(upload));
  if (await store.createJson(key, { owner })) return;
  const pinned = Pinned.parse((await store.readJson(key))?.value);
  if (pinned.owner !== owner) throw new Error('The object has come to be of another owner.');
}
