import type { CreateVideoRequest } from '../contract/video.ts';
import type { Warning } from '../contract/vision.ts';
import { webhookOrigin } from '../events/webhook.ts';
import { blankRecord } from '../jobs/blank-record.ts';
import type { Admission } from '../jobs/idempotency.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { cutDeep } from '../runtime/redaction.ts';
import { scaledSeconds } from '../runtime/time-scale.ts';
import type { JobReference } from '../storage/keys.ts';

/** How long a job may take when its caller does not say, and how long it may wait to be taken by the provider. */
export type VideoLimits = { readonly deadlineSeconds: number; readonly admissionSeconds: number };

const usualLimits: VideoLimits = { deadlineSeconds: 3600, admissionSeconds: 3600 };

/** What a record says of the work: a plan's facts, or those of a task that exists already. */
export type PlannedJob = {
  readonly mode: string;
  readonly modeReason: string | null;
  readonly model: string;
  readonly typicalSeconds: number | null;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly warnings: readonly Warning[];
};

/** The same for every repeat of a request: its time is the claim's, not the clock's. */
export function newRecord(
  {
    timeScale,
    limits = usualLimits,
  }: { readonly timeScale: number; readonly limits?: VideoLimits },
  job: JobReference,
  admission: Admission,
  plan: PlannedJob,
  request: CreateVideoRequest,
): JobRecord {
  const { createdAt: now } = admission;
  const after = (seconds: number) =>
    new Date(now.getTime() + scaledSeconds(seconds, timeScale) * 1000).toISOString();
  const { deadline_seconds = limits.deadlineSeconds, webhook_url } = request;
  const webhook = webhook_url !== undefined && { webhook_url: webhookOrigin(webhook_url) };
  return {
    ...blankRecord(job, admission),
    kind: 'video',
    admission_deadline_at: after(Math.min(limits.admissionSeconds, deadline_seconds)),
    deadline_at: after(deadline_seconds),
    mode: plan.mode,
    mode_reason: plan.modeReason,
    model: plan.model,
    typical_seconds: plan.typicalSeconds,
    warnings: [...plan.warnings],
    request: cutDeep({ ...plan.fields, deadline_seconds, ...webhook }) as JobRecord['request'],
    metadata: request.metadata ?? {},
  };
}
