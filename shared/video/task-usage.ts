import * as z from 'zod';
import type { VideoUsage } from '../contract/video.ts';

/** What is not said is not nothing: `null` and an empty text are no zero. */
const number = z
  .union([z.number(), z.string().regex(/\d/).pipe(z.coerce.number())])
  .optional()
  .catch(undefined);
const pixels = z
  .string()
  .regex(/^\d+\*\d+$/)
  .optional()
  .catch(undefined);

/** Every key that one family or another uses (dashscope-api §4.4); numbers may be texts. */
const RawUsage = z.object({
  duration: number,
  video_duration: number,
  input_video_duration: number,
  output_video_duration: number,
  size: pixels,
  video_ratio: pixels,
  SR: number,
  fps: number,
});

/** What the provider billed, in the same words for every family; `null` while it has not said. */
export function normaliseUsage(raw: Readonly<Record<string, unknown>> | null): VideoUsage | null {
  if (!raw) return null;
  const { SR, fps, ...usage } = RawUsage.parse(raw);
  const billed = usage.duration ?? usage.video_duration ?? null;
  const input = usage.input_video_duration ?? (billed === null ? null : 0);
  const size = usage.size ?? usage.video_ratio;
  return {
    billed_seconds: billed,
    output_seconds: usage.output_video_duration ?? billed,
    input_seconds: input,
    ...(size !== undefined && { size }),
    ...(SR !== undefined && { resolution: `${SR}P` }),
    ...(fps !== undefined && { fps }),
  };
}
