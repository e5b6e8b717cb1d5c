import type { FetchedMedia } from '../media/fetch-media.ts';
import { badModelInput, badRequest } from './bad-request.ts';
import type { MediaPart } from './chat-request.ts';
import type { VisionModel } from './vision-models.ts';

const readableImages = [
  'image/bmp',
  'image/jpeg',
  'image/png',
  'image/tiff',
  'image/webp',
  'image/heic',
  'image/heif',
];
const readableBeyond4K = ['image/jpeg', 'image/png'];
const playableVideos = [
  'video/mp4',
  'video/x-msvideo',
  'video/x-matroska',
  'video/quicktime',
  'video/x-flv',
  'video/x-ms-wmv',
];

const maxInlineImages = 250;
const maxVideos = 64;
const minVideoSeconds = 2;
const minFrames = 4;
const maxAspectRatio = 200;
const minSide = 10;
const pixelsOf4K = 3840 * 2160;

const wrongVideo = 'The video modality input does not meet the requirements because:';

/** Counts what a request brings, before anything is fetched (dashscope-api §10.2). Throws ProviderError 400. */
export function checkMediaCounts(parts: readonly MediaPart[], model: VisionModel): void {
  const urls = parts.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : []));
  const inline = urls.filter((url) => url.startsWith('data:')).length;
  if (inline > maxInlineImages) throw tooMany('base64 images', maxInlineImages);
  if (urls.length > model.maxImages) throw tooMany('images', model.maxImages);
  const moving = parts.filter((part) => part.type !== 'image_url');
  if (moving.length > 0 && !model.video) {
    throw badRequest('The item of content should be a message of a certain modal.');
  }
  if (moving.length > maxVideos) throw tooMany('videos', maxVideos);
  for (const part of moving) {
    if (part.type === 'video') checkFrameCount(part.video.length, model.video?.maxFrames ?? 0);
  }
}

function tooMany(what: string, limit: number): Error {
  return badModelInput(`The number of ${what} exceeds the limit of ${limit}.`);
}

/** "shoule" is spelt so in the service. */
function checkFrameCount(frames: number, maxFrames: number): void {
  if (frames >= minFrames && frames <= maxFrames) return;
  throw badModelInput(
    `${wrongVideo} the range of sequence images shoule be (${minFrames}, ${maxFrames}).`,
  );
}

/** Format, sides, ratio and size of one image (dashscope-api §10.2). Throws ProviderError 400. */
export function checkImage(media: FetchedMedia, model: VisionModel): void {
  const { width = 0, height = 0, mime } = media;
  const readable = width * height > pixelsOf4K ? readableBeyond4K : readableImages;
  if (!readable.includes(mime)) {
    throw badModelInput('The media format is not supported or incorrect for the data inspection.');
  }
  if (width <= minSide || height <= minSide) {
    throw wrongSides(`height:${height} or width:${width} must be larger than ${minSide}`);
  }
  const ratio = Math.max(width / height, height / width);
  if (ratio > maxAspectRatio) {
    throw wrongSides(`absolute aspect ratio must be smaller than ${maxAspectRatio}, got ${ratio}`);
  }
  if (media.bytes.byteLength > model.maxImageBytes) {
    throw badModelInput('Multimodal file size is too large');
  }
}

function wrongSides(detail: string): Error {
  return badModelInput(
    `The image length and width do not meet the model restrictions. [${detail}]`,
  );
}

/** Format, length and size of one video file (dashscope-api §10.2). Throws ProviderError 400. */
export function checkVideo(media: FetchedMedia, model: VisionModel): void {
  const { maxSeconds = 0, maxBytes = 0 } = model.video ?? {};
  if (!playableVideos.includes(media.mime)) throw badModelInput('Invalid video file.');
  if (media.bytes.byteLength > maxBytes) throw badModelInput('Multimodal file size is too large');
  const seconds = media.durationSeconds ?? minVideoSeconds;
  if (seconds < minVideoSeconds) throw badModelInput(`${wrongVideo} The video file is too short.`);
  if (seconds > maxSeconds) throw badModelInput(`${wrongVideo} The video file is too long.`);
}
