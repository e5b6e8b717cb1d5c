import { badRequest } from './bad-request.ts';
import type { ChatRequest } from './chat-request.ts';
import { findMarker, textOf } from './markers.ts';
import type { VisionModel } from './vision-models.ts';

/** How the answer is written: prose, or JSON (fenced where nothing was promised) that fits `schema` where one is given. */
export type AnswerForm =
  | { readonly kind: 'text' }
  | { readonly kind: 'json'; readonly fenced: boolean; readonly schema?: unknown };

type ResponseFormat = {
  readonly type?: unknown;
  readonly json_schema?: { readonly schema?: unknown };
};

/**
 * Settles the form of the answer (dashscope-api §9.6). A schema beside media is only a hint upstream; here it is followed
 * all the same, unless a marker breaks it. Throws ProviderError 400 for what the provider refuses.
 */
export function decideForm(
  request: ChatRequest,
  model: VisionModel,
  thinking: boolean,
): AnswerForm {
  const format = request.response_format as ResponseFormat | null | undefined;
  const prompted = promptedSchema(request);
  if (format === undefined || format === null || format.type === 'text') {
    return prompted ? formOf(request, true, prompted) : { kind: 'text' };
  }
  checkFormat(format, request);
  if (thinking && model.jsonWhileThinking === 'refused') {
    throw badRequest('Json mode response is not supported when enable_thinking is true');
  }
  const fenced = thinking && model.jsonWhileThinking === 'loose';
  return formOf(request, fenced, format.json_schema?.schema ?? prompted);
}

function formOf(request: ChatRequest, fenced: boolean, schema: unknown): AnswerForm {
  const breaks = findMarker(request, 'unfit_json') ?? findMarker(request, 'never_fit');
  return { kind: 'json', fenced, schema: breaks ? { const: { unfit: true } } : schema };
}

const schemaWords = /\bJSON Schema:\s*(\{.*\})/is;

/** A schema that the prompt gives in words ("… JSON Schema: {…}"): a model follows it, JSON mode or not. */
function promptedSchema(request: ChatRequest): unknown {
  const texts = request.messages.filter(({ role }) => role !== 'assistant').map(textOf);
  const [schema] = texts.flatMap((text) => schemaWords.exec(text)?.[1] ?? []);
  try {
    return schema && JSON.parse(schema);
  } catch {
    return undefined;
  }
}

function checkFormat(format: ResponseFormat, request: ChatRequest): void {
  const known = format.type === 'json_object' || format.type === 'json_schema';
  if (!known || (format.type === 'json_schema' && !format.json_schema)) {
    throw badRequest(
      `Unknown format of response_format, response_format should be a dict, includes 'type' and an optional key 'json_schema'. The response_format type from user is ${format.type}.`,
    );
  }
  const promptsJson = request.messages.some((message) => /json/i.test(textOf(message)));
  if (format.type === 'json_object' && !promptsJson) {
    throw badRequest(
      "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    );
  }
}
