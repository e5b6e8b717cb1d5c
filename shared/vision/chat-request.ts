import type { VisionKind, VisionRequest } from '../contract/vision.ts';
import type { ChatRequest, ContentPart } from '../dashscope/chat.ts';
import type { MediaDelivery } from '../media/delivery.ts';
import { defaultMaxTokens } from './models.ts';

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
  let resolvesOss = false;
  const deliver = async (value: string, pointer: string) => {
    const delivered = await media.deliver({ value, owner, pointer, purpose: 'vision' });
    resolvesOss ||= delivered.usesOss;
    return delivered.url;
  };
  const parts = await mediaParts(request, deliver);
  const content = [...parts, { type: 'text', text: request.prompt ?? readAllText } as const];
  return {
    request: {
      model: request.model ?? defaultModels[kind],
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

type Deliver = (value: string, pointer: string) => Promise<string>;

async function mediaParts(request: VisionRequest, deliver: Deliver): Promise<ContentPart[]> {
  const { image, images, video, video_frames, fps, detail, min_pixels, max_pixels } = request;
  const pixels = { min_pixels, max_pixels };
  const all = (values: readonly string[], field: string) =>
    Promise.all(values.map((value, index) => deliver(value, `/${field}/${index}`)));
  const imagePart = (url: string) =>
    ({ type: 'image_url', image_url: { url, detail }, ...pixels }) as const;
  if (image) return [imagePart(await deliver(image, '/image'))];
  if (images) return (await all(images, 'images')).map(imagePart);
  if (video_frames) return [{ type: 'video', video: await all(video_frames, 'video_frames'), fps }];
  const url = await deliver(video ?? '', '/video');
  return [{ type: 'video_url', video_url: { url }, fps, ...pixels }];
}
