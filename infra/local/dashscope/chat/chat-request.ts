import * as z from 'zod';
import type { ProviderError } from '../route.ts';
import { badRequest } from './bad-request.ts';

const pixels = z.number().int().positive().nullish();
const source = z.looseObject({ url: z.string().min(1) });
const framePixels = { min_pixels: pixels, max_pixels: pixels, total_pixels: pixels };
const fps = z.number().min(0.1).max(10).nullish();

const TextPart = z.looseObject({ type: z.literal('text'), text: z.string() });
const ImagePart = z.looseObject({
  type: z.literal('image_url'),
  image_url: source,
  min_pixels: pixels,
  max_pixels: pixels,
});
const VideoPart = z.looseObject({
  type: z.literal('video_url'),
  video_url: source,
  fps,
  ...framePixels,
});
const FramesPart = z.looseObject({
  type: z.literal('video'),
  video: z.array(z.string().min(1)),
  fps,
  ...framePixels,
});

const ContentPart = z.discriminatedUnion('type', [TextPart, ImagePart, VideoPart, FramesPart]);

const Message = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z.preprocess(
    (content) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content),
    z.array(ContentPart).nullish(),
  ),
});

/** The body of dashscope-api §9.1 and §9.2; unknown fields stay and are ignored. */
export const ChatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(Message).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().nullish(),
  max_completion_tokens: z.number().nullish(),
  enable_thinking: z.boolean().nullish(),
  thinking_budget: z.number().nullish(),
  reasoning_effort: z.string().nullish(),
  vl_high_resolution_images: z.boolean().nullish(),
  n: z.number().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  response_format: z.unknown().optional(),
  tools: z
    .array(
      z.looseObject({
        type: z.literal('function'),
        function: z.looseObject({ name: z.string(), parameters: z.unknown().optional() }),
      }),
    )
    .nullish(),
  tool_choice: z.unknown().optional(),
});

export type ChatRequest = z.infer<typeof ChatRequest>;
type ContentPart = z.infer<typeof ContentPart>;
export type MediaPart = Exclude<ContentPart, { type: 'text' }>;

type Wording = { readonly path: RegExp; readonly message: string };

/** The provider's words for what is wrong at a place of the body, first match first (dashscope-api §7.3). */
const wordings: readonly Wording[] = [
  { path: /^messages$/, message: "[] is too short - 'messages'" },
  {
    path: /^messages\.\d+\.role$/,
    message: "The role should be one of ['system', 'assistant', 'user', 'tool', 'function'].",
  },
  { path: /^messages\.\d+\.content$/, message: 'The content field is a required field.' },
  {
    path: /^messages\.\d+\.content\.\d+(\.type)?$/,
    message: 'The item of content should be a message of a certain modal.',
  },
  { path: /\.fps$/, message: 'Range of fps should be [0.1, 10.0]' },
];

/** Reads the body. Throws ProviderError 400 about the first thing that is wrong. */
export function parseChatRequest(json: unknown): ChatRequest {
  const { success, data, error } = ChatRequest.safeParse(json);
  if (!success) throw refusal(error);
  const silent = data.messages.find(({ role, content }) => !content && role !== 'assistant');
  if (silent) throw badRequest('The content field is a required field.');
  return data;
}

function refusal(error: z.ZodError): ProviderError {
  const path = error.issues[0]?.path.join('.') ?? '';
  if (path === '') {
    return badRequest('Required body invalid, please check the request body format.');
  }
  if (path === 'model') {
    return badRequest('you must provide a model parameter.', 'invalid_request_error');
  }
  const wording = wordings.find((row) => row.path.test(path));
  return badRequest(
    wording?.message ??
      `Required parameter(${path}) missing or invalid, please check the request parameters.`,
  );
}
