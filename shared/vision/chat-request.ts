import type { VisionRequest } from '../contract/vision.ts';
import type { ChatRequest, ContentPart } from '../dashscope/chat.ts';
import type { VisionPlan } from './plan-vision.ts';

/** URLs that the provider can fetch, by the pointer of the medium in the caller's request. */
export type MediaUrls = ReadonlyMap<string, string>;

/** An answer that is not what it was asked to be, and why. */
export type Rejected = { readonly text: string; readonly reasons: readonly string[] };

/**
 * The compatible endpoint's request: media, then the prompt (dashscope-api §9.1, §9.2).
 * @param rejected an earlier answer: the model is shown what is wrong with it and asked again
 */
export function chatRequest(plan: VisionPlan, urls: MediaUrls, rejected?: Rejected): ChatRequest {
  const { request, model, thinking, form, maxTokens } = plan;
  const media = mediaParts(request, urls);
  const asked = { role: 'user', content: [...media, ...promptParts(plan)] } as const;
  return {
    model: model.id,
    messages: rejected ? [asked, ...correction(plan, media, rejected)] : [asked],
    max_tokens: maxTokens,
    temperature: request.temperature,
    ...thinking,
    vl_high_resolution_images: request.vl_high_resolution_images,
    response_format: form?.usesJsonMode ? { type: 'json_object' } : undefined,
  };
}

function promptParts({ prompt, form }: VisionPlan): ContentPart[] {
  const texts = form?.instruction ? [prompt, form.instruction] : [prompt];
  return texts.map((text) => ({ type: 'text', text }));
}

function correction(
  { model, form }: VisionPlan,
  media: readonly ContentPart[],
  { text, reasons }: Rejected,
): ChatRequest['messages'] {
  const complaint = `This answer does not fit: ${reasons.join('; ')}. Give the corrected JSON and nothing else.`;
  const seen = model.seesLastMessageOnly
    ? [...media, textPart(`An earlier answer was:\n${text}`)]
    : [];
  const repeated =
    model.seesLastMessageOnly && form?.instruction ? [textPart(form.instruction)] : [];
  return [
    { role: 'assistant', content: text },
    { role: 'user', content: [...seen, textPart(complaint), ...repeated] },
  ];
}

function textPart(text: string): ContentPart {
  return { type: 'text', text };
}

/** Pixel limits and frame rate stand beside the medium, not inside it (trap 13). */
function mediaParts(request: VisionRequest, urls: MediaUrls): ContentPart[] {
  const { image, images, video_frames, fps, detail, min_pixels, max_pixels } = request;
  const pixels = { min_pixels, max_pixels };
  const urlAt = (pointer: string) => urls.get(pointer) ?? '';
  const imagePart = (url: string): ContentPart => ({
    type: 'image_url',
    image_url: { url, detail },
    ...pixels,
  });
  if (image) return [imagePart(urlAt('/image'))];
  if (images) return images.map((_, index) => imagePart(urlAt(`/images/${index}`)));
  if (video_frames) {
    const video = video_frames.map((_, index) => urlAt(`/video_frames/${index}`));
    return [{ type: 'video', video, fps, ...pixels }];
  }
  return [{ type: 'video_url', video_url: { url: urlAt('/video') }, fps, ...pixels }];
}
