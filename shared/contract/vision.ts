import * as z from 'zod';
import { MediaValue } from './media-value.ts';

/** Providers bill what a model may write, so a bound is always sent; the largest any model takes (dashscope-api §10.1). */
const maxTokensCeiling = 131_072;

/** The fields that carry media; a request has exactly one of them. */
export const visionMediaFields = ['image', 'images', 'video', 'video_frames'] as const;

/** Looks at the raw request, so that it is told together with whatever else is wrong. */
const exactlyOneMedia = z.check<Record<string, unknown>>((payload) => {
  const given = visionMediaFields.filter((field) => payload.value[field] !== undefined);
  if (given.length === 1) return;
  const message = `Give exactly one of ${visionMediaFields.join(', ')}; this request has ${given.join(' and ') || 'none'}.`;
  for (const field of given.length ? given : (['image'] as const))
    payload.issues.push({ code: 'custom', input: payload.value[field], path: [field], message });
});
exactlyOneMedia._zod.def.when = ({ value }) => value instanceof Object && !Array.isArray(value);

const Prompt = z.string().min(1, 'Say what you want to know.').max(100_000);
const JsonObject = z.record(z.string(), z.unknown());

/** The widest range that any model takes; what the chosen one takes is in the vision catalogue. */
const pixels = z.int().min(1).max(30_720_000);

const fields = {
  image: MediaValue.optional(),
  images: z.array(MediaValue).min(1).max(2048).optional(),
  video: MediaValue.optional(),
  video_frames: z.array(MediaValue).min(4).max(8000).optional(),
  model: z.string().min(1).max(100).optional(),
  fps: z.number().min(0.1).max(10).optional(),
  detail: z.enum(['auto', 'low', 'high']).optional(),
  max_tokens: z.int().min(1).max(maxTokensCeiling).optional(),
  temperature: z.number().min(0).lt(2).optional(),
  enable_thinking: z.boolean().optional(),
  thinking_budget: z.int().min(1).max(81_920).optional(),
  vl_high_resolution_images: z.boolean().optional(),
  min_pixels: pixels.optional(),
  max_pixels: pixels.optional(),
  json_mode: z
    .boolean()
    .meta({ description: 'Answer with a JSON object, parsed in `json`.' })
    .optional(),
  schema: JsonObject.meta({
    description:
      'A JSON Schema (2020-12, references within the document only) that the answer must fit; one that does not is asked for once more.',
  }).optional(),
  stream: z.boolean().optional(),
  webhook_url: z.string().max(2048).optional().meta({
    description: 'With Prefer: respond-async, is sent the end of the job by POST.',
  }),
};

/** `POST /v1/vision/analyze` (api.md, Vision; ranges: dashscope-api §9). */
export const AnalyzeVisionRequest = z
  .strictObject({ prompt: Prompt, ...fields })
  .check(exactlyOneMedia)
  .meta({ id: 'AnalyzeVisionRequest' });

/** `POST /v1/vision/reason`: the same, for a model that thinks first. */
const ReasonVisionRequest = z
  .strictObject({ prompt: Prompt, ...fields })
  .check(exactlyOneMedia)
  .meta({ id: 'ReasonVisionRequest' });

/** What Qwen-OCR does without a prompt (dashscope-api §11.1). */
const ocrTasks = [
  'text_recognition',
  'key_information_extraction',
  'table_parsing',
  'document_parsing',
  'formula_recognition',
  'multi_lan',
  'advanced_recognition',
] as const;

/** `POST /v1/vision/ocr`: without prompt and task, all the text in the image. */
const OcrVisionRequest = z
  .strictObject({
    prompt: Prompt.optional(),
    ...fields,
    task: z
      .enum(ocrTasks)
      .meta({
        description:
          'Key values of `key_information_extraction` and words of `advanced_recognition` are in `json`.',
      })
      .optional(),
    result_schema: JsonObject.meta({
      description:
        'What `key_information_extraction` looks for: names with a hint or "", at most three levels.',
    }).optional(),
    enable_rotate: z.boolean().meta({ description: 'Turn the image upright first.' }).optional(),
  })
  .check(exactlyOneMedia)
  .meta({ id: 'OcrVisionRequest' });

/** The request of every kind of vision work; routes, bus commands and uploads validate by these rows. */
export const visionRequests = {
  analyze: AnalyzeVisionRequest,
  reason: ReasonVisionRequest,
  ocr: OcrVisionRequest,
} as const;

export type VisionKind = keyof typeof visionRequests;

/** A validated request of any kind: OCR's fields are all that there are. */
export type VisionRequest = z.infer<typeof OcrVisionRequest>;

/** Something the service did or noticed that the caller did not ask for. */
export const Warning = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Warning' });
export type Warning = z.infer<typeof Warning>;

/** The answer of a vision route; `truncated` when the model ran out of tokens. */
export const VisionResult = z
  .object({
    id: z.string(),
    object: z.literal('vision.result'),
    text: z.string(),
    reasoning: z.string(),
    json: z.unknown().nullable(),
    model: z.string(),
    finish_reason: z.string().nullable(),
    truncated: z.boolean(),
    usage: z
      .object({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() })
      .nullable(),
    warnings: z.array(Warning),
    request_id: z.string(),
  })
  .meta({ id: 'VisionResult' });
export type VisionResult = z.infer<typeof VisionResult>;
