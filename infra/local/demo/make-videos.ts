import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import type { CreateVideoRequest, VideoJob } from '../../../shared/contract/video.ts';
import type { Progress, ProgressView } from './progress.ts';
import { RefusedError, type ServiceClient } from './service-client.ts';

const betweenLooks = 500;
const ended = new Set<VideoJob['status']>(['completed', 'failed', 'cancelled', 'timed_out']);

/** A video to make, and the name it is shown and saved under. */
export type Wish = {
  readonly name: string;
  readonly file: string;
  readonly request: CreateVideoRequest;
};

export type SavedVideo = { readonly name: string; readonly path: string; readonly facts: string };

/** Starts all jobs, shows how they get on, and saves what they made. */
export async function makeVideos(
  client: ServiceClient,
  view: ProgressView,
  wishes: readonly Wish[],
  options: { directory: string; typicalSeconds: number },
): Promise<SavedVideo[]> {
  const started = Date.now();
  const jobs = await Promise.all(wishes.map(({ request }) => client.createVideo(request)));
  const ends = new Map<string, number>();
  for (;;) {
    const now = await Promise.all(jobs.map(({ id }) => client.readVideo(id)));
    const progress = now.map((job, index): Progress => {
      if (ended.has(job.status) && !ends.has(job.id)) ends.set(job.id, Date.now());
      const elapsedSeconds = ((ends.get(job.id) ?? Date.now()) - started) / 1000;
      const share = ended.has(job.status) ? 1 : guess(elapsedSeconds, options.typicalSeconds);
      return { name: wishes[index]?.name ?? job.id, status: job.status, elapsedSeconds, share };
    });
    view.show(progress);
    if (now.every(({ status }) => ended.has(status))) {
      return Promise.all(now.map((job, index) => save(client, job, wishes[index], options)));
    }
    await sleep(betweenLooks);
  }
}

/** The provider tells no percentage: this nears the end without ever reaching it. */
function guess(elapsedSeconds: number, typicalSeconds: number): number {
  return 1 - Math.exp((-2 * elapsedSeconds) / typicalSeconds);
}

async function save(
  client: ServiceClient,
  job: VideoJob,
  wish: Wish | undefined,
  { directory }: { directory: string },
): Promise<SavedVideo> {
  const name = wish?.name ?? job.id;
  if (job.status !== 'completed')
    throw new RefusedError(`${name} ${job.status}: ${job.error?.message ?? 'no reason given'}`);
  const bytes = await client.downloadVideo(job.id);
  const path = join(directory, wish?.file ?? `${job.id}.mp4`);
  mkdirSync(directory, { recursive: true });
  writeFileSync(path, bytes);
  return { name, path, facts: await describeVideo(bytes) };
}

/** What a player would find: for instance `1280×720, 5.0 s, 84 KB`. */
async function describeVideo(bytes: Uint8Array): Promise<string> {
  const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) });
  const track = await input.getPrimaryVideoTrack();
  const seconds = await input.computeDuration();
  const size = track ? `${track.displayWidth}×${track.displayHeight}` : 'no picture';
  return `${size}, ${seconds.toFixed(1)} s, ${Math.round(bytes.length / 1024)} KB`;
}
