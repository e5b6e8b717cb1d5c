import { ServiceError } from '../contract/service-error.ts';
import type { ListVideosQuery, VideoJob, VideoList } from '../contract/video.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { RecordStore } from '../jobs/record-store.ts';
import type { Clock } from '../runtime/world.ts';
import { afterJob, idOfFolder, type JobReference, keys } from '../storage/keys.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import { describeVideo } from './describe-video.ts';

/** How long a link to a finished video works; every read signs a new one. */
const linkSeconds = 3600;

/** With a status filter a page looks at no more records than this (api.md, Videos). */
const mostRecordsRead = 200;

/** What reading jobs works with. */
export type VideoReader = {
  readonly store: ObjectStore;
  readonly records: RecordStore;
  readonly clock: Clock;
};

/** @throws ServiceError `not_found` for a job of nobody or of another owner. */
export async function findVideo(reader: VideoReader, job: JobReference): Promise<JobRecord> {
  const record = await reader.records.find(job);
  if (!record) throw new ServiceError('not_found', `There is no video job ${job.id}.`);
  return record;
}

/** The job as callers see it, with a link signed now when there is a video. */
export async function showVideo(reader: VideoReader, record: JobRecord): Promise<VideoJob> {
  const { output, ...facts } = describeVideo(record);
  if (!output) return { ...facts, output };
  const expires = new Date(reader.clock.now().getTime() + linkSeconds * 1000);
  const link = { url: await signLink(reader, record), expires_at: expires.toISOString() };
  return { ...facts, output: { video: { ...link, ...output.video } } };
}

/** The address of a finished video. @throws ServiceError `not_ready` while there is none. */
export async function linkToVideo(reader: VideoReader, record: JobRecord): Promise<string> {
  if (record.status === 'completed') return signLink(reader, record);
  const reason = record.error?.message ?? 'Read the job until its status is completed.';
  throw new ServiceError('not_ready', `The job is ${record.status}. ${reason}`);
}

/** One page of an owner's jobs, newest first. */
export async function listVideos(
  reader: VideoReader,
  owner: string,
  query: ListVideosQuery,
): Promise<VideoList> {
  const limit = query.status ? mostRecordsRead : query.limit;
  const start = query.after && afterJob(owner, query.after);
  const { folders, more: beyond } = await reader.store.listFolders(
    keys.videosOf(owner),
    limit,
    start,
  );
  const read = folders.map((folder) => reader.records.find({ owner, id: idOfFolder(folder) }));
  const records = (await Promise.all(read)).filter((record) => record !== undefined);
  const matching = records.filter(({ status }) => !query.status || status === query.status);
  const page = matching.slice(0, query.limit);
  const cut = matching.length > page.length;
  const more = cut || beyond;
  const data = await Promise.all(page.map((record) => showVideo(reader, record)));
  // a short page goes on after the last job that was looked at, shown or not
  const last = more && !cut ? folders.map(idOfFolder).at(-1) : page.at(-1)?.id;
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: last ?? null,
    has_more: more,
  };
}

async function signLink(reader: VideoReader, record: JobRecord): Promise<string> {
  return reader.store.signedUrl(keys.video(record), linkSeconds);
}
