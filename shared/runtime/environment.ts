import * as z from 'zod';
import { AllowedSources } from '../media/allowed-sources.ts';
import { DeliveryMode } from '../media/delivery-ways.ts';

const origins = z
  .string()
  .default('')
  .transform((list) => list.split(',').filter(Boolean));

/** Which of an account's deployments this is; a dimension of every metric. */
export const StageEnvironment = z.object({ STAGE: z.string().min(1).default('dev') });

/** Where records, uploads and videos live. */
export const StorageEnvironment = z.object({ MEDIA_BUCKET: z.string().min(1) });

/** Where the provider is and which secret holds its key. */
export const ProviderEnvironment = z.object({
  PROVIDER_BASE_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  PROVIDER_SECRET_ARN: z.string().min(1),
});

/** The origin whose pages may read answers, where there is one. */
export const CrossOriginEnvironment = z.object({ CORS_ORIGIN: z.string().min(1).optional() });

const seconds = z.coerce.number().int().positive();

/** The models of vision requests that name none, where the deployment chose others than usual. */
export const VisionEnvironment = z.object({
  VISION_MODELS: z
    .string()
    .default('{}')
    .transform((text) => JSON.parse(text))
    .pipe(z.partialRecord(z.enum(['analyze', 'reason', 'ocr']), z.string().min(1))),
});

/** Which state machines run jobs, where a function may start them, and the limits of those that it is given. */
export const WorkflowEnvironment = z.object({
  STATE_MACHINE_ARN: z.string().min(1).optional(),
  VISION_MACHINE_ARN: z.string().min(1).optional(),
  DEADLINE_SECONDS: seconds.default(3600),
  ADMISSION_SECONDS: seconds.default(3600),
});

/** Divides every wait and deadline; a laptop's provider is that much faster (design.md §6). */
export const TimeEnvironment = z.object({ TIME_SCALE: z.coerce.number().min(1).default(1) });

/** The exact origins that a laptop exempts from the address guard; no template sets any (design.md §5). */
export const GuardEnvironment = z.object({ TRUSTED_ORIGINS: origins });

/** How media reaches the provider. */
export const MediaEnvironment = GuardEnvironment.extend({
  MEDIA_DELIVERY: DeliveryMode.default('auto'),
  ALLOWED_SOURCES: z
    .string()
    .default('{}')
    .transform((text) => JSON.parse(text))
    .pipe(AllowedSources),
});

/** The bus that jobs are announced on, and the state machine that delivers events to webhooks. */
export const AnnouncementEnvironment = z.object({
  EVENT_BUS_NAME: z.string().min(1),
  WEBHOOK_MACHINE_ARN: z.string().min(1),
});

/** The secret that every owner's webhook secret is derived from. */
export const WebhookEnvironment = z.object({ WEBHOOK_SECRET_ARN: z.string().min(1) });

/** A setting is missing or wrong: the deployment is at fault, never the caller. */
class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly code = 'environment_invalid';
  readonly retryable = false;
}

/** Reads a function's settings once, naming every wrong one. */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const result = schema.safeParse(environment);
  if (result.success) return result.data;
  const reasons = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new EnvironmentError(reasons.join('; '));
}
