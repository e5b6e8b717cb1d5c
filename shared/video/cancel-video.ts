import { ServiceError } from '../contract/service-error.ts';
import type { CancelOutcome } from '../contract/video.ts';
import type { Change } from '../jobs/advance.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { JobReference } from '../storage/keys.ts';
import { closeVideo } from './close-video.ts';
import { tryCancel } from './task-news.ts';
import type { AnnouncingVideoWork, VideoWork } from './workflow.ts';

export type CancelledVideo = { readonly record: JobRecord; readonly cancel: CancelOutcome };

const cancelled: Change = { type: 'abandon', verdict: { status: 'cancelled', error: null } };

/**
 * Cancels what can be cancelled and says honestly what cannot (api.md, Videos). Before the submit the record's
 * version decides between us and SubmitTask; after it the provider does, and only a poll tells what it did.
 * @throws ServiceError `not_found`
 */
export async function cancelVideo(
  work: AnnouncingVideoWork,
  job: JobReference,
): Promise<CancelledVideo> {
  const record = await work.records.find(job);
  if (!record) throw new ServiceError('not_found', `There is no video job ${job.id}.`);
  const abandoned = await work.records.update(record, cancelled);
  const settled = await cancelAtProvider(work, abandoned);
  if (settled.phase !== 'closing' || settled.verdict?.status !== 'cancelled') return tell(settled);
  await closeVideo(work, job);
  return tell(await work.records.read(job));
}

/** A task that is known is cancelled now; one that is not yet known, as soon as a poll sees it. */
async function cancelAtProvider(work: VideoWork, record: JobRecord): Promise<JobRecord> {
  if (record.phase !== 'submitting' && record.phase !== 'waiting') return record;
  const asked = await work.records.update(record, { type: 'requestCancel' });
  const taskId = asked.provider.task_id;
  if (asked.phase !== 'waiting' || !taskId) return asked;
  return tryCancel(work, asked, taskId);
}

function tell(record: JobRecord): CancelledVideo {
  return { record, cancel: outcomeOf(record) };
}

/** What became of the wish, by what is known now. */
function outcomeOf(record: JobRecord): CancelOutcome {
  const status = record.verdict?.status ?? record.status;
  const maybeBilled = record.verdict?.error?.maybe_billed ?? record.error?.maybe_billed;
  if (status === 'cancelled') return { state: 'cancelled', billed: 'no' };
  if (record.provider.task_status === 'SUCCEEDED') return { state: 'too_late', billed: 'yes' };
  const over = record.phase === 'closing' || record.phase === 'closed';
  if (over) return { state: 'too_late', billed: maybeBilled ? 'unknown' : 'no' };
  const running = record.provider.task_status === 'RUNNING';
  return { state: running ? 'too_late' : 'requested', billed: 'unknown' };
}
