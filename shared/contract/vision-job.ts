import * as z from 'zod';
import { JobError, JobPhase, JobStatus } from './job.ts';
import { VisionResult, Warning } from './vision.ts';

const time = z.string().meta({ format: 'date-time' });

/** A vision job as events tell it: where its answer lies, not what it says. */
export const DescribedVision = z
  .object({
    id: z.string(),
    object: z.literal('vision'),
    status: JobStatus,
    phase: JobPhase,
    mode: z.enum(['analyze', 'reason', 'ocr']),
    model: z.string(),
    created_at: time,
    started_at: time.nullable(),
    completed_at: time.nullable(),
    request: z.record(z.string(), z.unknown()),
    output: z
      .object({
        result: z.object({
          s3_uri: z.string(),
          bytes: z.int(),
          sha256: z.string(),
          content_type: z.string(),
        }),
      })
      .nullable(),
    error: JobError.nullable(),
    warnings: z.array(Warning),
    metadata: z.record(z.string(), z.string()),
  })
  .meta({ id: 'DescribedVision' });
export type DescribedVision = z.infer<typeof DescribedVision>;

/** A vision job as its routes show it; `result` is there when it is completed. */
export const VisionJob = DescribedVision.extend({ result: VisionResult.nullable() }).meta({
  id: 'VisionJob',
});
export type VisionJob = z.infer<typeof VisionJob>;
