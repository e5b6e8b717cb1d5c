import { createHash } from 'node:crypto';
import type { FetchedMedia } from '../media/fetch-media.ts';
import { ProviderError } from '../route.ts';
import { type Frame, frameLike, frameOfRatio, parseSize, tierOf } from './models/sizes.ts';
import type { VideoModel, VideoRequest } from './models/video-model.ts';
import type { RenderPlan } from './task.ts';

/** A medium of the request with what its bytes say; `undefined` for documents, which are not opened. */
export type ReadMedia = { readonly role: string; readonly media: FetchedMedia };

const defaultSeconds = 5;

/**
 * What a task renders, from its request and the media as they arrived.
 * @throws ProviderError `InvalidParameter`, `InvalidFile.Duration`: rules that need the media to tell
 */
export function planRender(
  model: VideoModel,
  request: VideoRequest,
  media: readonly ReadMedia[],
): RenderPlan {
  const outputSeconds = outputLength(model, request, media);
  const inputSeconds = billedInput(model, media, outputSeconds);
  if (model.longestInAll !== undefined && inputSeconds + outputSeconds > model.longestInAll) {
    const message = `The total duration must not be greater than ${model.longestInAll}.`;
    throw new ProviderError(400, 'InvalidParameter', message);
  }
  const { frame, tier } = outputFrame(model, request, media);
  return {
    ...frame,
    tier,
    ratio: ratioOf(request, frame),
    outputSeconds,
    inputSeconds,
    colour: pickColour(request, media),
    sound: model.sound === 'parameter' ? request.parameters.audio !== false : model.sound,
  };
}

const secondsOf = (media: readonly ReadMedia[], roles: readonly string[]) =>
  media
    .filter(({ role }) => roles.includes(role))
    .reduce(
      (sum, { media: { kind, durationSeconds = 0 } }) =>
        sum + (kind === 'image' ? 0 : durationSeconds),
      0,
    );

function outputLength(
  { length }: VideoModel,
  { parameters }: VideoRequest,
  media: readonly ReadMedia[],
): number {
  const requested = Number(parameters.duration ?? defaultSeconds);
  const source = secondsOf(media, ['video', 'video_url']);
  switch (length.kind) {
    case 'requested':
      return requested === -1 ? defaultSeconds : requested;
    case 'edited':
      return requested === 0 ? source : Math.min(requested, source);
    case 'audio':
      return secondsOf(media, ['audio_url']);
    case 'input':
      return source === 0 ? requested : Math.min(source, length.longest);
  }
}

/** Edits are billed for the input seconds they used, references for a few seconds at most (dashscope-api §3.4). */
function billedInput(
  model: VideoModel,
  media: readonly ReadMedia[],
  outputSeconds: number,
): number {
  const { billedInput, length } = model;
  if (billedInput === undefined) return 0;
  const longest = length.kind === 'requested' ? billedInput.longest : outputSeconds;
  return Math.min(secondsOf(media, billedInput.roles), longest);
}

function outputFrame(
  model: VideoModel,
  { parameters }: VideoRequest,
  media: readonly ReadMedia[],
): { frame: Frame; tier: number } {
  if (typeof parameters.size === 'string') {
    const frame = parseSize(parameters.size);
    return { frame, tier: tierOf(frame) };
  }
  const tier = parseTier(parameters.resolution) ?? model.tier ?? 720;
  const ratio = concreteRatio(parameters.ratio);
  const leaders = [...(model.followsBeforeRatio ?? []), ...(ratio ? [] : model.follows)];
  const leader = findShape(media, leaders);
  if (leader === undefined) return { frame: frameOfRatio(tier, ratio ?? '16:9'), tier };
  const like = frameLike(leader, tier);
  const isEnlarged = like.width * like.height > leader.width * leader.height;
  return { frame: model.neverEnlarges && isEnlarged ? leader : like, tier };
}

function findShape(media: readonly ReadMedia[], roles: readonly string[]): Frame | undefined {
  for (const role of roles) {
    const found = media.find((candidate) => candidate.role === role)?.media;
    if (found?.width && found.height) return { width: found.width, height: found.height };
  }
  return undefined;
}

function parseTier(resolution: unknown): number | undefined {
  return typeof resolution === 'string' ? Number.parseInt(resolution, 10) : undefined;
}

function concreteRatio(ratio: unknown): string | undefined {
  return typeof ratio === 'string' && ratio !== 'adaptive' ? ratio : undefined;
}

function ratioOf({ parameters }: VideoRequest, { width, height }: Frame): string {
  const asked = concreteRatio(parameters.ratio);
  if (asked) return asked;
  const known = ['16:9', '9:16', '1:1', '4:3', '3:4'];
  const distance = (ratio: string) => {
    const [across = 1, down = 1] = ratio.split(':').map(Number);
    return Math.abs(Math.log(across / down) - Math.log(width / height));
  };
  return known.toSorted((a, b) => distance(a) - distance(b))[0] ?? '16:9';
}

/** The first picture's own colour, so that a test sees that its bytes arrived; otherwise one made of the prompt. */
function pickColour({ input }: VideoRequest, media: readonly ReadMedia[]): string {
  const seen = media.find(({ media: { dominantColour } }) => dominantColour)?.media.dominantColour;
  if (seen) return seen;
  const digest = createHash('sha256')
    .update(JSON.stringify(input.prompt ?? ''))
    .digest('hex');
  return `#${digest.slice(0, 6)}`;
}
