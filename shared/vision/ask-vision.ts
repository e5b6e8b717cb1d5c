import type { VisionKind, VisionRequest } from '../contract/vision.ts';
import { chatRequest, type Rejected } from './chat-request.ts';
import { checkVision } from './check-vision.ts';
import { generationRequest } from './generation-request.ts';
import { chatQuestion, generationQuestion } from './question.ts';
import type { AskedVision, VisionCaller, VisionWork } from './vision-work.ts';

/**
 * Checks everything that can be checked without the provider, then makes the media reachable for it.
 * @throws ServiceError with all problems at once
 */
export async function askVision(
  work: VisionWork,
  caller: VisionCaller,
  kind: VisionKind,
  request: VisionRequest,
): Promise<AskedVision> {
  const { plan, media } = await checkVision(work, caller, kind, request);
  const order = { owner: caller.owner, purpose: 'vision', model: plan.model.id, media } as const;
  const { urls, resolvesOss } = await work.media.deliver(order);
  const askAgain = (rejected?: Rejected) =>
    chatQuestion(work.chat, chatRequest(plan, urls, rejected), resolvesOss);
  const question = plan.isNative
    ? generationQuestion(work.generations, generationRequest(plan, urls), resolvesOss)
    : askAgain();
  return { plan, question, askAgain };
}
