import type { VisionRequest } from '../contract/vision.ts';
import type { VisionModel } from './models.ts';

/** JSON that an answer must be: which schema it fits, and how the model is made to write it. */
export type StructuredForm = {
  readonly schema: Readonly<Record<string, unknown>>;
  /** Words for the model; none where the caller's own prompt asks for JSON. */
  readonly instruction: string | null;
  readonly usesJsonMode: boolean;
};

/** A JSON mode promises an object and nothing about it (dashscope-api §9.6). */
const anyObject = { type: 'object' };

/**
 * The form a request asks for, `null` for prose. Beside media the provider does not enforce a schema (trap 23), so the
 * model is told it in words, of which the JSON mode demands one: "JSON".
 */
export function structuredForm(request: VisionRequest, model: VisionModel): StructuredForm | null {
  if (!wantsJson(request)) return null;
  const { schema, prompt = '' } = request;
  const usesJsonMode = model.jsonMode !== 'never';
  if (schema) return { schema, instruction: askForSchema(schema), usesJsonMode };
  const instruction = /json/i.test(prompt) ? null : 'Answer with one JSON object and nothing else.';
  return { schema: anyObject, instruction, usesJsonMode };
}

/** Whether a request asks for JSON in one of the two ways. */
export function wantsJson({ json_mode, schema }: VisionRequest): boolean {
  return json_mode === true || schema !== undefined;
}

function askForSchema(schema: object): string {
  return `Answer with JSON and nothing else. It must fit this JSON Schema:\n${JSON.stringify(schema)}`;
}
