import { isLost, type JobRecord } from '../jobs/job-record.ts';
import { inGroups } from '../runtime/in-groups.ts';
import { cutQueryStrings } from '../runtime/redaction.ts';
import { type JobReference, keys } from '../storage/keys.ts';
import { intentsAtOnce, type OpenIntent, readIntents } from './intents.ts';
import type { UnsettledSubmit } from './match-task.ts';
import type { VideoWork } from './workflow.ts';

/** A submit whose task is not known, and whether its job has ended that way. */
export type OpenSubmit = UnsettledSubmit & JobReference & { readonly isLost: boolean };

/** Every submit of a model whose fate is open, and the tasks that the others have: by their records, the truth. */
export type Submits = {
  readonly unsettled: readonly OpenSubmit[];
  /** Jobs by task, claimed or not yet. */
  readonly settled: ReadonlyMap<string, JobReference>;
};

/**
 * Reads the submits of a model. The lost ones are read last, because an intent becomes lost and never the other way:
 * so no unsettled submit is missed.
 */
export async function readSubmits(
  { store, records }: Pick<VideoWork, 'store' | 'records'>,
  model: string,
): Promise<Submits> {
  const unsettled = new Map<string, OpenSubmit>();
  const settled = new Map<string, JobReference>();
  for (const prefix of [keys.intentsOf(model), keys.lostSubmitsOf(model)]) {
    const intents = await readIntents(store, prefix);
    const read = async (intent: OpenIntent) => ({ intent, record: await records.find(intent) });
    for (const { intent, record } of await inGroups(intents, intentsAtOnce, read)) {
      const taskId = record?.provider.task_id;
      if (taskId) settled.set(taskId, intent);
      else if (!record || mayMakeTask(record)) unsettled.set(intent.id, toSubmit(intent, record));
    }
  }
  return { unsettled: [...unsettled.values()], settled };
}

/** A refused submit made nothing, although its intent may still be on its way out. */
function mayMakeTask(record: JobRecord): boolean {
  return isLost(record) || record.phase === 'admission' || record.phase === 'submitting';
}

/** A job that was deleted since may have made anything. */
function toSubmit(intent: OpenIntent, record: JobRecord | undefined): OpenSubmit {
  const { owner, id } = intent;
  return {
    owner,
    id,
    at: new Date(record?.intent?.at ?? intent.at).getTime(),
    prompt: record && promptOf(record),
    requestId: record?.intent?.request_id ?? null,
    isLost: !record || isLost(record),
  };
}

/** A job's prompt as it can be held against the provider's echo. */
export function promptOf({ request }: JobRecord): string | null {
  return typeof request.prompt === 'string' ? comparable(request.prompt) : null;
}

/** Records keep prompts without the query strings of URLs in them. */
export function comparable(prompt: string): string {
  return cutQueryStrings(prompt).trim();
}
