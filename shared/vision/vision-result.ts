import { ServiceError } from '../contract/service-error.ts';
import type { VisionResult, Warning } from '../contract/vision.ts';
import { toServiceError } from '../dashscope/provider-failure.ts';
import { createJobId } from '../jobs/job-id.ts';
import { type Answer, addUsage } from './answer.ts';
import { collectAnswer } from './collect-answer.ts';
import { readJson } from './read-json.ts';
import { mismatches } from './schema-validator.ts';
import type { StructuredForm } from './structured-form.ts';
import type { VisionCall } from './vision-work.ts';

/**
 * The reply made of an answer. One that had to be JSON and is not is asked for once more.
 * @throws ServiceError `structured_output_invalid` with the raw text when it still does not fit
 */
export async function finishResult(call: VisionCall, answer: Answer): Promise<VisionResult> {
  const { form, warnings } = call.asked.plan;
  if (!form) return toResult(call, answer, answer.read, warnings);
  const first = await inspect(form, answer);
  if (first.reasons.length === 0) return toResult(call, answer, first.value, warnings);
  // asked again it would be cut at the same place, and billed
  if (isCut(answer)) throw unfit(answer, ['max_tokens cut it off; allow more']);
  const again = await repair(call, answer, first.reasons);
  const second = await inspect(form, again);
  if (second.reasons.length > 0) throw unfit(again, second.reasons);
  const repaired = { ...again, usage: addUsage(answer.usage, again.usage) };
  return toResult(call, repaired, second.value, [...warnings, askedTwice]);
}

/** Whatever keeps the second answer from coming, the first was made and billed: no refusal may hide that. */
async function repair(call: VisionCall, answer: Answer, reasons: Reasons): Promise<Answer> {
  const { text } = answer;
  const question = call.asked.askAgain({ text, reasons });
  try {
    return await collectAnswer(call.work.clock, call.until, question, call.asked.plan.model);
  } catch (error) {
    if (!(toServiceError(error) instanceof ServiceError)) throw error;
    throw unfit(answer, [...reasons, 'a better one could not be had']);
  }
}

type Reasons = readonly string[];
type Inspected = { readonly value?: unknown; readonly reasons: Reasons };

async function inspect({ schema }: StructuredForm, { text }: Answer): Promise<Inspected> {
  const json = readJson(text);
  return json
    ? { value: json.value, reasons: await mismatches(schema, json.value) }
    : { reasons: ['it is not JSON'] };
}

const askedTwice: Warning = {
  code: 'structured_output_repaired',
  message: 'The first answer did not fit and was asked for again; usage counts both.',
};

function unfit({ text }: Answer, reasons: Reasons): ServiceError {
  const detail = `The model’s answer does not fit: ${reasons.join('; ')}. Its text is in "text".`;
  return new ServiceError('structured_output_invalid', detail, [], { text });
}

function isCut({ finishReason }: Answer): boolean {
  return finishReason === 'length';
}

function toResult(
  { work, caller, asked }: VisionCall,
  answer: Answer,
  json: unknown,
  warnings: readonly Warning[],
): VisionResult {
  return {
    id: createJobId('vis', work.clock.now()),
    object: 'vision.result',
    text: answer.text,
    reasoning: answer.reasoning,
    json: json ?? null,
    model: answer.model ?? asked.plan.model.id,
    finish_reason: answer.finishReason,
    truncated: isCut(answer),
    usage: answer.usage,
    warnings: [...warnings],
    request_id: caller.requestId,
  };
}
