import type { JobRecord } from '../jobs/job-record.ts';

/** Of a model that nobody knows. */
const usualSeconds = 100;
/** A model's typical time is that of five seconds in 720P; a part of it does not depend on the length (dashscope-api §15). */
const fixedShare = 0.6;
const sharePerSecond = 0.08;
const typicalDuration = 5;
const largeFactor = 2;
/** Between the pixels of 720P and those of 1080P. */
const largePixels = 1_500_000;

/** How long a render of this job usually takes, in the provider's seconds. */
export function expectedRenderSeconds({
  typical_seconds,
  request,
}: Pick<JobRecord, 'typical_seconds' | 'request'>) {
  const { duration } = request;
  const seconds = typeof duration === 'number' && duration > 0 ? duration : typicalDuration;
  const factor = isLarge(request) ? largeFactor : 1;
  return (typical_seconds ?? usualSeconds) * (fixedShare + sharePerSecond * seconds) * factor;
}

function isLarge({ resolution, size }: JobRecord['request']): boolean {
  if (resolution === '1080P') return true;
  const [width = 0, height = 0] = String(size).split('*').map(Number);
  return width * height > largePixels;
}
