import * as z from 'zod';
import { MediaValue } from './media-value.ts';

const Source = z.looseObject({ url: MediaValue });

/** Bare base64, as OpenAI's clients send sound; whatever names a scheme must be one of our media forms. */
const Sound = z.string().superRefine((value, context) => {
  if (!hasScheme(value)) return;
  for (const { message, ...issue } of MediaValue.safeParse(value).error?.issues ?? [])
    context.addIssue({ ...issue, code: 'custom', message, params: { code: 'invalid_media' } });
});

/** Whether a text begins like `https:`, `asset:` or `data:`. */
export function hasScheme(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(value);
}

/** A part of a message (dashscope-api §9.1); parts and members that are not media pass through as they are. */
const ContentPart = z.looseObject({
  type: z.string(),
  image_url: Source.optional(),
  video_url: Source.optional(),
  video: z.array(MediaValue).optional(),
  input_audio: z.looseObject({ data: Sound }).optional(),
});
export type ContentPart = z.infer<typeof ContentPart>;

const Message = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(ContentPart)]).nullish(),
});
export type Message = z.infer<typeof Message>;

/**
 * `POST /v1/chat/completions`: OpenAI's request, of which only what this service must understand is looked at.
 * The rest, known or not, is the provider's to judge (dashscope-api §9.2).
 */
export const ChatCompletionRequest = z
  .looseObject({
    model: z.string().min(1, 'Name a model; GET /v1/models lists them.').max(100),
    messages: z.array(Message).min(1, 'Give at least one message.'),
    stream: z.boolean().nullish(),
    max_tokens: z.unknown().optional(),
    max_completion_tokens: z.unknown().optional(),
  })
  .meta({ id: 'ChatCompletionRequest' });
export type ChatCompletionRequest = z.infer<typeof ChatCompletionRequest>;

/** OpenAI's answer as the provider gave it, `reasoning_content` and all (dashscope-api §9.3). */
export const ChatCompletion = z
  .looseObject({
    id: z.string().nullish(),
    model: z.string().nullish(),
    choices: z.array(
      z.looseObject({
        index: z.int().nullish(),
        message: z.looseObject({ role: z.string().nullish(), content: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    ),
    usage: z.looseObject({}).nullish(),
  })
  .meta({ id: 'ChatCompletion' });
export type ChatCompletion = z.infer<typeof ChatCompletion>;
