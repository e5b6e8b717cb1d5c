import type { GenerationRequest } from '../dashscope/generation.ts';
import type { MediaUrls } from './chat-request.ts';
import type { VisionPlan } from './plan-vision.ts';

/** The native endpoint's request for one image; a task brings its own instructions (dashscope-api §11.1). */
export function generationRequest(plan: VisionPlan, urls: MediaUrls): GenerationRequest {
  const { request, model, prompt, maxTokens } = plan;
  const { task, result_schema, enable_rotate, min_pixels, max_pixels, temperature } = request;
  const image = { image: urls.get('/image') ?? '', min_pixels, max_pixels, enable_rotate };
  return {
    model: model.id,
    input: { messages: [{ role: 'user', content: task ? [image] : [image, { text: prompt }] }] },
    parameters: {
      ocr_options: task && { task, task_config: result_schema && { result_schema } },
      max_tokens: maxTokens,
      temperature,
    },
  };
}
