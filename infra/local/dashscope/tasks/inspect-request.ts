import type { MediaFetcher } from '../media/fetch-media.ts';
import { ProviderError } from '../route.ts';
import { checkMedia } from './check-media.ts';
import type { VideoModel, VideoRequest } from './models/video-model.ts';
import { planRender, type ReadMedia } from './plan-render.ts';
import { listRequestMedia, type MediaReference } from './request-media.ts';
import type { TaskWork } from './task.ts';

const mixedModes =
  'The two modes are mutually exclusive. Do not pass reference_xx and first_frame/last_frame at the same time.';

/** Audio and video have no inline form (dashscope-api §3). */
const inlineData = /^data:/i;

/** Fetches and checks the media of an accepted task; whatever is wrong with them becomes its failure (dashscope-api §7.4). */
export async function inspectRequest(
  model: VideoModel,
  request: VideoRequest,
  fetchMedia: MediaFetcher,
): Promise<TaskWork> {
  try {
    const references = listRequestMedia(model, request);
    checkModes(model, references);
    const media = await readMedia(references, fetchMedia);
    checkTotals(model, media);
    return { kind: 'render', plan: planRender(model, request, media) };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const failure = { code: error.code, message: error.message };
    return { kind: 'fail', failure, early: true };
  }
}

function checkModes({ exclusive }: VideoModel, references: readonly MediaReference[]): void {
  const isUsed = (roles: readonly string[]) => references.some(({ role }) => roles.includes(role));
  if (exclusive?.every(isUsed)) throw new ProviderError(400, 'InvalidParameter', mixedModes);
}

async function readMedia(
  references: readonly MediaReference[],
  fetchMedia: MediaFetcher,
): Promise<ReadMedia[]> {
  const read: ReadMedia[] = [];
  for (const { role, url, limits } of references) {
    if (limits.kind === 'document') continue;
    if (limits.kind !== 'image' && inlineData.test(url)) {
      const message = 'Required URL is missing or invalid, please check the request URL.';
      throw new ProviderError(400, 'InvalidURL', message);
    }
    const media = await fetchMedia(url);
    checkMedia(media, limits);
    read.push({ role, media });
  }
  return read;
}

function checkTotals({ roles }: VideoModel, media: readonly ReadMedia[]): void {
  for (const [role, { secondsInAll = Number.POSITIVE_INFINITY }] of Object.entries(roles)) {
    const total = media
      .filter((candidate) => candidate.role === role)
      .reduce((sum, candidate) => sum + (candidate.media.durationSeconds ?? 0), 0);
    if (total > secondsInAll) {
      const message = `Invalid file duration. The total duration must be less than ${secondsInAll} s.`;
      throw new ProviderError(400, 'InvalidFile.Duration', message);
    }
  }
}
