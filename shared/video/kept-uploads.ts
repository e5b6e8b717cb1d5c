import * as z from 'zod';
import type { JobRecord } from '../jobs/job-record.ts';
import type { Upload } from '../media/carrier.ts';
import { keys } from '../storage/keys.ts';
import type { VideoWork } from './workflow.ts';

/** The provider keeps an upload for 48 hours, and a task made of it may wait for long (dashscope-api §6). */
const usableMilliseconds = 24 * 3600 * 1000;

const KeptUploads = z.array(
  z.object({ identity: z.string(), model: z.string(), url: z.string(), at: z.string() }),
);
type KeptUploads = z.infer<typeof KeptUploads>;

/** Media that must be uploaded before the job can be submitted. */
export class UploadDue extends Error {
  override readonly name = 'UploadDue';
  readonly code = 'upload_due';
  readonly retryable = true;
}

/** Uploads once per job: what another attempt has uploaded is used again, what is new is written down at once. */
export function uploadOnce(work: VideoWork, job: JobRecord, upload: Upload): Upload {
  return async (file, model) => {
    const kept = await readKept(work, job);
    const found = kept.find((one) => one.identity === file.identity && one.model === model);
    if (found) return found.url;
    const url = await upload(file, model);
    const at = work.clock.now().toISOString();
    const all = [...kept, { identity: file.identity, model, url, at }];
    await work.store.writeJson(keys.deliveredMedia(job), all);
    return url;
  };
}

/** Says that something is due instead of uploading it. */
export const uploadLater: Upload = async () => {
  throw new UploadDue('media must be uploaded first');
};

/** It stands among the owner's uploads and goes with them. */
async function readKept({ store, clock }: VideoWork, job: JobRecord): Promise<KeptUploads> {
  const found = await store.readJson(keys.deliveredMedia(job));
  const oldest = clock.now().getTime() - usableMilliseconds;
  const kept = KeptUploads.parse(found?.value ?? []);
  return kept.filter(({ at }) => new Date(at).getTime() > oldest);
}
