import type { VisionKind, VisionRequest, VisionResult } from '../contract/vision.ts';
import { toServiceError } from '../dashscope/provider-failure.ts';
import type { Clock } from '../runtime/world.ts';
import { type AnswerPiece, emptyAnswer, grow } from './answer.ts';
import { askVision } from './ask-vision.ts';
import { collectAnswer } from './collect-answer.ts';
import { mediaFieldOf } from './media.ts';
import { retried } from './retry.ts';
import { finishResult } from './vision-result.ts';
import type { VisionCall, VisionCaller, VisionEvent, VisionWork } from './vision-work.ts';

/** Behind the gateway nothing may stay silent for 5 minutes (design.md §3). */
const collectSeconds = 270;
/** Below the 15 minutes that function and gateway give a stream. */
const streamSeconds = 840;

/**
 * Asks and waits for the whole answer; models that only stream are collected.
 * @param seconds after which the caller is better served with an error, repeats and repairs included
 * @throws ServiceError, before anything was spent for whatever the request itself does wrong
 */
export async function answerVision(
  work: VisionWork,
  caller: VisionCaller,
  kind: VisionKind,
  request: VisionRequest,
  seconds = collectSeconds,
): Promise<VisionResult> {
  const until = deadlineIn(work.clock, seconds);
  try {
    const asked = await askVision(work, caller, kind, request);
    const answer = await collectAnswer(work.clock, until, asked.question, asked.plan.model);
    return await finishResult({ work, caller, asked, until }, answer);
  } catch (error) {
    throw toServiceError(error, {
      mediaPointer: pointerOf(request),
      late: 'Ask with "stream": true, with the header Prefer: respond-async, or for less.',
    });
  }
}

/** Asks and hands the answer on as it comes; resolves when the provider has accepted the request. */
export async function streamVision(
  work: VisionWork,
  caller: VisionCaller,
  kind: VisionKind,
  request: VisionRequest,
): Promise<AsyncGenerator<VisionEvent, void, undefined>> {
  const until = deadlineIn(work.clock, streamSeconds);
  try {
    const asked = await askVision(work, caller, kind, request);
    const pieces = await retried(work.clock, () => asked.question.stream(streamSeconds));
    return toEvents({ work, caller, asked, until }, pieces);
  } catch (error) {
    throw toServiceError(error, { mediaPointer: pointerOf(request), late: askForLess });
  }
}

const askForLess = 'Ask for less, or with the header Prefer: respond-async.';

async function* toEvents(
  call: VisionCall,
  pieces: AsyncIterable<AnswerPiece>,
): AsyncGenerator<VisionEvent, void, undefined> {
  let answer = emptyAnswer;
  try {
    for await (const piece of pieces) {
      answer = grow(answer, piece);
      yield* deltasOf(piece);
    }
    yield { event: 'result', data: await finishResult(call, answer) };
  } catch (error) {
    const mediaPointer = pointerOf(call.asked.plan.request);
    throw toServiceError(error, { mediaPointer, late: askForLess });
  }
}

function* deltasOf({ reasoning, text }: AnswerPiece): Generator<VisionEvent> {
  if (reasoning) yield { event: 'reasoning.delta', data: { delta: reasoning } };
  if (text) yield { event: 'text.delta', data: { delta: text } };
}

function pointerOf(request: VisionRequest): string {
  return `/${mediaFieldOf(request)}`;
}

function deadlineIn(clock: Clock, seconds: number): Date {
  return new Date(clock.now().getTime() + seconds * 1000);
}
