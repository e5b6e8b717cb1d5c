import type { FetchedMedia, MediaFetcher } from '../media/fetch-media.ts';
import { ProviderError } from '../route.ts';
import { badModelInput, badRequest } from './bad-request.ts';
import type { ChatRequest, MediaPart } from './chat-request.ts';
import { checkImage, checkMediaCounts, checkVideo } from './media-limits.ts';
import type { PixelRange } from './pixel-budgets.ts';
import { countFrames, countImageTokens, countVideoTokens } from './tokens.ts';
import type { VisionModel } from './vision-models.ts';

/** One picture or film as the model takes it in; `media` are the frames where there are several. */
export type SeenMedia = {
  readonly kind: 'image' | 'video' | 'frames';
  readonly media: readonly FetchedMedia[];
  readonly tokens: number;
};

type View = (
  part: MediaPart,
  request: ChatRequest,
  model: VisionModel,
  fetch: MediaFetcher,
) => Promise<SeenMedia>;

const usualFramesPerSecond = 2;
const unknownSides = { width: 1280, height: 720 };

/** Fetches, checks and counts every picture and film of the conversation. Throws ProviderError. */
export async function viewMedia(
  request: ChatRequest,
  model: VisionModel,
  fetchMedia: MediaFetcher,
): Promise<SeenMedia[]> {
  const parts = request.messages.flatMap(({ content }) => content ?? []);
  const media = parts.filter((part): part is MediaPart => part.type !== 'text');
  checkMediaCounts(media, model);
  const fetch: MediaFetcher = (url) => fetchMedia(url).catch(translate);
  return Promise.all(media.map((part) => view(part, request, model, fetch)));
}

const view: View = (part, request, model, fetch) => {
  if (part.type === 'image_url') return viewImage(part, request, model, fetch);
  if (part.type === 'video_url') return viewVideo(part, model, fetch);
  return viewFrames(part, model, fetch);
};

async function viewImage(
  part: Extract<MediaPart, { type: 'image_url' }>,
  request: ChatRequest,
  model: VisionModel,
  fetch: MediaFetcher,
): Promise<SeenMedia> {
  const media = await fetch(part.image_url.url);
  checkImage(media, model);
  const { image, patch } = model.pixels;
  const bounds = request.vl_high_resolution_images
    ? { min: image.usualMin, max: image.max }
    : boundsOf(part, image);
  return { kind: 'image', media: [media], tokens: countImageTokens(sidesOf(media), bounds, patch) };
}

async function viewVideo(
  part: Extract<MediaPart, { type: 'video_url' }>,
  model: VisionModel,
  fetch: MediaFetcher,
): Promise<SeenMedia> {
  const media = await fetch(part.video_url.url);
  checkVideo(media, model);
  const rate = part.fps ?? usualFramesPerSecond;
  const frames = countFrames(media.durationSeconds ?? 0, rate, model.video?.maxFrames ?? 0);
  return { kind: 'video', media: [media], tokens: tokensOf(part, frames, media, model) };
}

async function viewFrames(
  part: Extract<MediaPart, { type: 'video' }>,
  model: VisionModel,
  fetch: MediaFetcher,
): Promise<SeenMedia> {
  const media = await Promise.all(part.video.map(fetch));
  for (const frame of media) checkImage(frame, model);
  const [first] = media;
  return { kind: 'frames', media, tokens: tokensOf(part, media.length, first, model) };
}

type FramePart = Extract<MediaPart, { type: 'video_url' | 'video' }>;

function tokensOf(
  part: FramePart,
  frames: number,
  media: FetchedMedia | undefined,
  { pixels }: VisionModel,
): number {
  const totalPixels = part.total_pixels ?? pixels.totalPixels;
  const budget = { ...pixels, totalPixels: Math.min(totalPixels, pixels.totalPixels) };
  return countVideoTokens(frames, sidesOf(media), boundsOf(part, pixels.frame), budget);
}

function boundsOf(
  { min_pixels, max_pixels }: { min_pixels?: number | null; max_pixels?: number | null },
  range: PixelRange,
) {
  const max = Math.min(max_pixels ?? range.usualMax, range.max);
  const min = Math.max(min_pixels ?? Math.min(range.usualMin, max), range.min);
  return { min, max: Math.max(min, max) };
}

/** AVI, FLV and WMV do not tell their sides. */
function sidesOf(media: FetchedMedia | undefined) {
  const { width, height } = media ?? {};
  return width && height ? { width, height } : unknownSides;
}

/** What went wrong with a download, in the words of the compatible endpoint (dashscope-api §7.3, §9.7). */
const translations: Readonly<Record<string, (message: string) => ProviderError>> = {
  InvalidURL: () =>
    badModelInput(
      'The provided URL does not appear to be valid. Ensure it is correctly formatted.',
    ),
  'InvalidURL.ConnectionRefused': () => badModelInput('Failed to download multimodal content.'),
  'InvalidURL.Timeout': () => badModelInput('Failed to download multimodal content.'),
  'BadRequest.InputDownloadFailed': () => badModelInput('Failed to download multimodal content.'),
  'InvalidParameter.DataInspection': badModelInput,
  InvalidParameter: badModelInput,
  invalid_parameter_error: badRequest,
  'InternalError.Algo': (message) =>
    new ProviderError(500, 'internal_error', `<500> InternalError.Algo: ${message}`),
};

function translate(error: unknown): never {
  const translation = error instanceof ProviderError ? translations[error.code] : undefined;
  if (!translation || !(error instanceof Error)) throw error;
  throw translation(error.message);
}
