import { parseRequest } from '../shared/contract/request-problems.ts';
import type { ServiceError } from '../shared/contract/service-error.ts';
import { CreateVideoRequest } from '../shared/contract/video.ts';
import { visionRequests } from '../shared/contract/vision.ts';
import { type UploadRule, UploadRules } from '../shared/uploads/upload-rule.ts';

/** The body that each task's HTTP route takes. */
const requests = { ...visionRequests, video: CreateVideoRequest } as const;

/** A placeholder for the uploaded object: rules are checked before there is one. */
const someMedia = 'https://example.com/object';

/** Fields that nobody but the rule and the object may set. */
const reserved = new Set(['webhook_url', 'task_id', 'stream', 'metadata']);

/** The setting `uploadRules`, whose requests must be as their routes take them. */
export const CheckedUploadRules = UploadRules.superRefine((rules, context) => {
  for (const [name, rule] of Object.entries(rules))
    for (const message of problemsOf(rule))
      context.addIssue({ code: 'custom', path: [name], message });
});

function problemsOf({ task, request, sidecar, media_field }: UploadRule): string[] {
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
