import type { VisionKind, VisionRequest } from '../contract/vision.ts';
import type { ChatRequest, ContentPart } from '../dashscope/chat.ts';
import { type MediaDelivery, type MediaInput, refuseMedia } from '../media/delivery.ts';
import { defaultMaxTokens, imageLimits, videoLimits } from './models.ts';

export type PreparedChat = { readonly request: ChatRequest; readonly resolvesOss: boolean };

type VisionMeans = {
  readonly media: MediaDelivery;
  readonly defaultModels: Readonly<Record<VisionKind, string>>;
};

/** What OCR asks where the caller says nothing. */
const readAllText =
  'Read all the text in the image. Answer with the text alone, in its reading order.';

/** Builds the provider's request: media made reachable, then the prompt (dashscope-api §9.1, §9.2). */
export async function prepareChat(
  { media, defaultModels }: VisionMeans,
  owner: string,
  kind: VisionKind,
  request: VisionRequest,
): Promise<PreparedChat> {
  const model = request.model ?? defaultModels[kind];
  const inputs = mediaOf(request);
  refuseMedia(await media.check(owner, inputs));
  const order = { owner, purpose: 'vision', model, media: inputs } as const;
  const { urls, resolvesOss } = await media.deliver(order);
  const parts = mediaParts(request, (pointer) => urls.get(pointer) ?? '');
  const content = [...parts, { type: 'text', text: request.prompt ?? readAllText } as const];
  return {
    request: {
      model,
      messages: [{ role: 'user', content }],
      max_tokens: request.max_tokens ?? defaultMaxTokens,
      temperature: request.temperature,
      enable_thinking: request.enable_thinking,
      thinking_budget: request.thinking_budget,
      vl_high_resolution_images: request.vl_high_resolution_images,
    },
    resolvesOss,
  };
}

/** Every medium of a request. */
function mediaOf(request: VisionRequest): MediaInput[] {
  const { image, images = [], video, video_frames = [] } = request;
  const each = (values: readonly string[], field: string) =>
    values.map((value, index) => ({ value, pointer: `/${field}/${index}`, limits: imageLimits }));
  return [
    ...(image ? [{ value: image, pointer: '/image', limits: imageLimits }] : []),
    ...each(images, 'images'),
    ...(video ? [{ value: video, pointer: '/video', limits: videoLimits }] : []),
    ...each(video_frames, 'video_frames'),
  ];
}

function mediaParts(request: VisionRequest, urlAt: (pointer: string) => string): ContentPart[] {
  const { image, images, video_frames, fps, detail, min_pixels, max_pixels } = request;
  const pixels = { min_pixels, max_pixels };
  const imagePart = (url: string) =>
    ({ type: 'image_url', image_url: { url, detail }, ...pixels }) as const;
  if (image) return [imagePart(urlAt('/image'))];
  if (images) return images.map((_, index) => imagePart(urlAt(`/images/${index}`)));
  if (video_frames) {
    const video = video_frames.map((_, index) => urlAt(`/video_frames/${index}`));
    return [{ type: 'video', video, fps }];
  }
  return [{ type: 'video_url', video_url: { url: urlAt('/video') }, fps, ...pixels }];
}
