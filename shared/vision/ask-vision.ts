import type { FieldProblem } from '../contract/problem.ts';
import { invalidFields } from '../contract/service-error.ts';
import type { VisionKind, VisionRequest } from '../contract/vision.ts';
import { chatRequest, type Rejected } from './chat-request.ts';
import { generationRequest } from './generation-request.ts';
import { mediaOf } from './media.ts';
import { planVision } from './plan-vision.ts';
import { chatQuestion, generationQuestion } from './question.ts';
import { schemaProblem } from './schema-validator.ts';
import { visionProblems } from './vision-rules.ts';
import type { AskedVision, VisionCaller, VisionWork } from './vision-work.ts';

/**
 * Checks everything that can be checked without the provider, then makes the media reachable for it.
 * @throws ServiceError with all problems at once
 */
export async function askVision(
  work: VisionWork,
  { owner, problems: known = [] }: VisionCaller,
  kind: VisionKind,
  request: VisionRequest,
): Promise<AskedVision> {
  const plan = planVision(kind, request, work.defaultModels);
  const media = mediaOf(request, plan.model);
  const [unusable, unfit] = await Promise.all([
    schemaProblems(request),
    work.media.check(owner, media),
  ]);
  const problems = [...known, ...visionProblems(request, plan.model), ...unusable, ...unfit];
  if (problems.length > 0) throw invalidFields(problems);
  const order = { owner, purpose: 'vision', model: plan.model.id, media } as const;
  const { urls, resolvesOss } = await work.media.deliver(order);
  const askAgain = (rejected?: Rejected) =>
    chatQuestion(work.chat, chatRequest(plan, urls, rejected), resolvesOss);
  const question = plan.isNative
    ? generationQuestion(work.generations, generationRequest(plan, urls), resolvesOss)
    : askAgain();
  return { plan, question, askAgain };
}

async function schemaProblems({ schema }: VisionRequest): Promise<FieldProblem[]> {
  const detail = schema ? await schemaProblem(schema) : null;
  return detail ? [{ pointer: '/schema', code: 'invalid_parameter', detail }] : [];
}
