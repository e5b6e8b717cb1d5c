import * as z from 'zod';
import { parseRequest } from '../contract/request-problems.ts';
import type { ServiceError } from '../contract/service-error.ts';
import { CreateVideoRequest } from '../contract/video.ts';
import { visionRequests } from '../contract/vision.ts';

/** The body that each task's HTTP route takes. */
const requests = { ...visionRequests, video: CreateVideoRequest } as const;

/** A placeholder for the uploaded object: rules are checked before there is one. */
const someMedia = 'https://example.com/object';

/** Fields that nobody but the rule and the object may set. */
const reserved = new Set(['webhook_url', 'task_id', 'stream', 'metadata']);

/** What is done with objects created under `inbox/<rule>/` (api.md, S3 uploads). */
export const UploadRule = z
  .strictObject({
    owner: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'an owner has 1 to 40 lower-case letters, digits and dashes'),
    task: z.enum(['analyze', 'reason', 'ocr', 'video']),
    /** The request, without its media. */
    request: z.record(z.string(), z.unknown()).default({}),
    /** What `<key>.request.json`, put there before the object, may set. */
    sidecar: z.array(z.string()).default([]),
    /** The field of a video request that the object goes to, where its type does not say. */
    media_field: z.string().optional(),
  })
  .superRefine((rule, context) => {
    for (const message of problemsOf(rule)) context.addIssue({ code: 'custom', message });
  });
export type UploadRule = z.infer<typeof UploadRule>;

/** Rules by name. */
export const UploadRules = z.record(
  z.string().regex(/^[a-z0-9-]{1,40}$/, 'a rule has 1 to 40 lower-case letters, digits and dashes'),
  UploadRule,
);

function problemsOf({ task, request, sidecar, media_field }: UploadRuleShape): string[] {
  const names = new Set(Object.keys(requests[task].shape));
  const strange = [...sidecar, ...(media_field ? [media_field] : [])].filter(
    (name) => !names.has(name) || reserved.has(name),
  );
  const sentences = strange.map((name) => `${task} requests take no ${name} here`);
  const field = task === 'video' ? (media_field ?? 'img_url') : 'image';
  const prompt = sidecar.includes('prompt') && { prompt: 'set by the sidecar' };
  try {
    parseRequest(requests[task], { ...prompt, ...request, [field]: someMedia });
  } catch (error) {
    sentences.push(`request: ${(error as ServiceError).message}`);
  }
  return sentences;
}

type UploadRuleShape = {
  readonly task: keyof typeof requests;
  readonly request: Readonly<Record<string, unknown>>;
  readonly sidecar: readonly string[];
  readonly media_field?: string;
};
