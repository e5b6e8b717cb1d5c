import type { FieldProblem } from '../contract/problem.ts';
import { invalidFields } from '../contract/service-error.ts';
import type { VisionKind, VisionRequest } from '../contract/vision.ts';
import { mediaOf } from './media.ts';
import { planVision } from './plan-vision.ts';
import { schemaProblem } from './schema-validator.ts';
import { visionProblems } from './vision-rules.ts';
import type { VisionCaller, VisionWork } from './vision-work.ts';

/**
 * Checks everything that can be checked without the provider.
 * @throws ServiceError with all problems at once
 */
export async function checkVision(
  work: Pick<VisionWork, 'media' | 'defaultModels'>,
  { owner, problems: known = [] }: Pick<VisionCaller, 'owner' | 'problems'>,
  kind: VisionKind,
  request: VisionRequest,
) {
  const plan = planVision(kind, request, work.defaultModels);
  const media = mediaOf(request, plan.model);
  const [unusable, unfit] = await Promise.all([
    schemaProblems(request),
    work.media.check(owner, media),
  ]);
  const problems = [...known, ...visionProblems(request, plan.model), ...unusable, ...unfit];
  if (problems.length > 0) throw invalidFields(problems);
  return { plan, media };
}

async function schemaProblems({ schema }: VisionRequest): Promise<FieldProblem[]> {
  const detail = schema ? await schemaProblem(schema) : null;
  return detail ? [{ pointer: '/schema', code: 'invalid_parameter', detail }] : [];
}
