import * as z from 'zod';

/** What callers see of a job's state (api.md, Videos). */
export const JobStatus = z
  .enum(['queued', 'in_progress', 'completed', 'failed', 'cancelled', 'timed_out'])
  .meta({ id: 'JobStatus' });
export type JobStatus = z.infer<typeof JobStatus>;

/** Where the work stands, in our own steps (design.md §4). */
export const JobPhase = z.enum([
  'admission',
  'submitting',
  'waiting',
  'archiving',
  'closing',
  'closed',
]);
export type JobPhase = z.infer<typeof JobPhase>;

/** Why a job failed, and whether the provider may have billed it. */
export const JobError = z
  .object({
    code: z.string(),
    message: z.string(),
    provider_code: z.string().nullable(),
    stage: z.enum(['submit', 'render', 'archive', 'workflow']),
    retryable: z.boolean().meta({
      description: 'The same request may succeed as a new job, and what failed was not billed.',
    }),
    maybe_billed: z.boolean().meta({
      description: 'The provider may have billed something; look before asking again.',
    }),
  })
  .meta({ id: 'JobError' });
export type JobError = z.infer<typeof JobError>;
