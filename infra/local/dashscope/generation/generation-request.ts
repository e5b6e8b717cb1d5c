import * as z from 'zod';
import { type ChatRequest, parseChatRequest } from '../chat/chat-request.ts';
import { ProviderError } from '../route.ts';

const pixels = z.number().int().positive().nullish();

/** Parts are told apart by their keys (dashscope-api §11.1). */
const TextPart = z.looseObject({ text: z.string() });
const ImagePart = z.looseObject({
  image: z.string().min(1),
  min_pixels: pixels,
  max_pixels: pixels,
  enable_rotate: z.boolean().nullish(),
});
const VideoPart = z.looseObject({
  video: z.union([z.string().min(1), z.array(z.string().min(1))]),
  fps: z.number().min(0.1).max(10).nullish(),
});
const Part = z.union([ImagePart, VideoPart, TextPart]);
type Part = z.infer<typeof Part>;

const Message = z.looseObject({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.union([z.string().transform((text) => [{ text }]), z.array(Part)]),
});

const OcrTask = z.enum([
  'text_recognition',
  'key_information_extraction',
  'document_parsing',
  'table_parsing',
  'formula_recognition',
  'multi_lan',
  'advanced_recognition',
]);
export type OcrTask = z.infer<typeof OcrTask>;

const Parameters = z.looseObject({
  ocr_options: z
    .looseObject({
      task: OcrTask,
      task_config: z
        .looseObject({ result_schema: z.record(z.string(), z.unknown()).nullish() })
        .nullish(),
    })
    .nullish(),
  incremental_output: z.boolean().nullish(),
});

const Body = z.looseObject({
  model: z.string(),
  input: z.looseObject({ messages: z.array(Message).min(1) }),
  parameters: Parameters.nullish(),
});

/** A native request, its conversation in the form of the compatible endpoint. */
export type GenerationRequest = {
  readonly chat: ChatRequest;
  readonly task?: OcrTask;
  readonly resultSchema?: Readonly<Record<string, unknown>>;
  /** Each frame of a stream carries what is new, not everything so far. */
  readonly isIncremental: boolean;
};

type Wording = { readonly path: RegExp; readonly code: string; readonly message: string };

const wordings: readonly Wording[] = [
  {
    path: /^model$/,
    code: 'BadRequest.EmptyModel',
    message: 'Required parameter "model" missing from request.',
  },
  {
    path: /^input$/,
    code: 'BadRequest.EmptyInput',
    message: 'Required input parameter missing from request.',
  },
  {
    path: /\.content/,
    code: 'InvalidParameter',
    message: 'The item of content should be a message of a certain modal.',
  },
];

/** Reads the body. Throws ProviderError 400 about the first thing that is wrong. */
export function parseGenerationRequest(json: unknown, streams: boolean): GenerationRequest {
  const { success, data, error } = Body.safeParse(json);
  if (!success) throw refusal(error);
  const { ocr_options, incremental_output, ...parameters } = data.parameters ?? {};
  const messages = data.input.messages.map((message) => ({
    ...message,
    content: message.content.map(toCompatible),
  }));
  return {
    chat: parseChatRequest({ ...parameters, model: data.model, messages, stream: streams }),
    task: ocr_options?.task,
    resultSchema: ocr_options?.task_config?.result_schema ?? undefined,
    isIncremental: incremental_output ?? false,
  };
}

function toCompatible(part: Part) {
  if ('image' in part) {
    const { image, ...siblings } = part;
    return { ...siblings, type: 'image_url', image_url: { url: image } };
  }
  if (!('video' in part)) return { type: 'text', text: part.text };
  const { video, ...siblings } = part;
  return typeof video === 'string'
    ? { ...siblings, type: 'video_url', video_url: { url: video } }
    : { ...siblings, type: 'video', video };
}

function refusal(error: z.ZodError): ProviderError {
  const path = error.issues[0]?.path.join('.') ?? '';
  const wording = wordings.find((row) => row.path.test(path));
  return new ProviderError(
    400,
    wording?.code ?? 'InvalidParameter',
    wording?.message ??
      `Required parameter(${path}) missing or invalid, please check the request parameters.`,
  );
}
