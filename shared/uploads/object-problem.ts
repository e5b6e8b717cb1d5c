import { sizeProblem } from '../media/limit-problems.ts';
import type { MediaLimits } from '../media/limits.ts';
import type { VideoCatalogue } from '../video/models/catalogue.ts';
import { limitsOfModel } from '../video/models/limits-of-model.ts';
import { visionModels } from '../vision/models.ts';
import type { UploadRule } from './upload-rule.ts';

/** S3 copies no larger object by one call. */
const mostCopiedBytes = 5 * 1024 ** 3;

/** An object by the first part of its type (`image`, `video`, `audio`), and the task that it is for. */
export type ObjectFacts = {
  readonly task: UploadRule['task'];
  readonly kind: string;
  readonly bytes: number;
};

/** Why no model of a task can take an object, which then need not be copied; `undefined` when one may. */
export function objectProblem(
  catalogue: VideoCatalogue,
  { task, kind, bytes }: ObjectFacts,
): string | undefined {
  const fit = limitsOf(catalogue, task).filter((one) => one.kind === kind);
  if (fit.length === 0) return `No model for ${task} takes ${kind}.`;
  const most = Math.max(...fit.map(({ maxBytes }) => maxBytes));
  return sizeProblem(bytes, { maxBytes: Math.min(mostCopiedBytes, most) });
}

function limitsOf(catalogue: VideoCatalogue, task: UploadRule['task']): MediaLimits[] {
  if (task === 'video') return catalogue.models.flatMap(limitsOfModel);
  return visionModels.flatMap(({ image, video }) => (video ? [image, video] : [image]));
}
