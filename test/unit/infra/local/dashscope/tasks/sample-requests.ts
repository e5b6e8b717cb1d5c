import { samplePicture, sampleWav } from '../media/sample-media.ts';
import { type Json, type MediaShelf, mediaOrigin } from '../virtual-twin.ts';

export type VideoBody = { model: string; input: Json; parameters: Json };

export const picture = `${mediaOrigin}/picture.jpg`;
export const audioUrl = `${mediaOrigin}/voice.wav`;
export const videoUrl = `${mediaOrigin}/clip.mp4`;

/** What the addresses above lead to, the video excepted, which takes a while to make. */
export const shelf: MediaShelf = {
  'picture.jpg': { bytes: await samplePicture('jpeg', 750, 1000, '#cc2200'), mime: 'image/jpeg' },
  'voice.wav': { bytes: sampleWav(5), mime: 'audio/wav' },
};

const media = (...elements: [type: string, url: string][]) =>
  elements.map(([type, url]) => ({ type, url }));

const frame = {
  input: { media: media(['first_frame', picture]) },
  parameters: { resolution: '720P' },
};
const text = { input: { prompt: 'a cat' }, parameters: { resolution: '720P' } };
const keyFrames = { input: { first_frame_url: picture, last_frame_url: picture }, parameters: {} };
const motion = {
  input: { image_url: picture, video_url: videoUrl },
  parameters: { mode: 'wan-std' },
};
const legacyText = { input: { prompt: 'a cat' }, parameters: {} };
const legacyImage = { input: { img_url: picture }, parameters: {} };
const legacyReference = {
  input: { prompt: 'character1 waves', reference_urls: [picture] },
  parameters: { size: '1280*720' },
};
const reference = {
  input: { prompt: 'Image 1 waves', media: media(['reference_image', picture]) },
  parameters: { resolution: '720P' },
};
const horseEdit = {
  input: { prompt: 'make it rain', media: media(['video', videoUrl]) },
  parameters: { resolution: '720P' },
};

/** A request that each model takes. */
const samples: Record<string, { input: Json; parameters: Json }> = {
  'wan3.0-video': text,
  'wan3.0-video-prime': text,
  'wan2.7-t2v': text,
  'wan2.7-t2v-2026-04-25': text,
  'wan2.7-t2v-2026-06-12': text,
  'wan2.7-i2v': frame,
  'wan2.7-i2v-2026-04-25': frame,
  'wan2.7-r2v': reference,
  'wan2.7-r2v-2026-06-12': reference,
  'wan2.7-videoedit': {
    input: { media: media(['video', videoUrl]) },
    parameters: { resolution: '720P' },
  },
  'happyhorse-1.1-t2v': text,
  'happyhorse-1.0-t2v': text,
  'happyhorse-1.1-i2v': frame,
  'happyhorse-1.0-i2v': frame,
  'happyhorse-1.1-r2v': reference,
  'happyhorse-1.0-r2v': reference,
  'happyhorse-1.0-video-edit': horseEdit,
  'wan2.6-t2v': legacyText,
  'wan2.6-t2v-us': legacyText,
  'wan2.5-t2v-preview': legacyText,
  'wan2.2-t2v-plus': legacyText,
  'wan2.1-t2v-turbo': legacyText,
  'wan2.1-t2v-plus': legacyText,
  'wanx2.1-t2v-plus': legacyText,
  'wan2.6-i2v-flash': legacyImage,
  'wan2.6-i2v': legacyImage,
  'wan2.6-i2v-us': legacyImage,
  'wan2.5-i2v-preview': legacyImage,
  'wan2.2-i2v-flash': legacyImage,
  'wan2.2-i2v-plus': legacyImage,
  'wan2.1-i2v-turbo': legacyImage,
  'wanx2.1-i2v-turbo': legacyImage,
  'wan2.1-i2v-plus': legacyImage,
  'wan2.6-r2v': legacyReference,
  'wan2.6-r2v-flash': legacyReference,
  'wan2.2-kf2v-flash': keyFrames,
  'wan2.1-kf2v-plus': keyFrames,
  'wanx2.1-kf2v-plus': keyFrames,
  'wan2.1-vace-plus': {
    input: { function: 'image_reference', prompt: 'a cat', ref_images_url: [picture] },
    parameters: { obj_or_bg: ['obj'] },
  },
  'wanx2.1-vace-plus': {
    input: { function: 'video_outpainting', prompt: 'a cat', video_url: videoUrl },
    parameters: {},
  },
  'wan2.2-animate-move': motion,
  'wan2.2-animate-mix': motion,
  'wan2.2-s2v': { input: { image_url: picture, audio_url: audioUrl }, parameters: {} },
};

export const sampleModels = Object.keys(samples);

/** The sample of a model with some of its fields replaced; `undefined` takes a field out. */
export function sampleRequest(
  model: string,
  changes: { input?: Json; parameters?: Json } = {},
): VideoBody {
  const { input, parameters } = samples[model] ?? { input: {}, parameters: {} };
  return {
    model,
    input: { ...input, ...changes.input },
    parameters: { ...parameters, ...changes.parameters },
  };
}

const otherEndpoint = /kf2v|animate|s2v$/;

/** Where a model is submitted (dashscope-api §2.1). */
export function endpointOf(model: string): { path?: string } {
  const path = '/api/v1/services/aigc/image2video/video-synthesis';
  return otherEndpoint.test(model) ? { path } : {};
}
