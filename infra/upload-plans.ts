import type { ServiceError } from '../shared/contract/service-error.ts';
import { CreateVideoRequest } from '../shared/contract/video.ts';
import type { UploadRule } from '../shared/uploads/upload-rule.ts';
import type { VideoCatalogue } from '../shared/video/models/catalogue.ts';
import { planVideo } from '../shared/video/plan-video.ts';
import { ConfigError } from './config-error.ts';

/** The fields that an object may go to, by its type. */
const mediaFields = ['img_url', 'video_url', 'audio_url'];

/** A placeholder for the uploaded object. */
const someMedia = 'https://example.com/object';

/**
 * Holds every rule that makes videos against the models: one that no object could ever satisfy would fail every upload.
 * @throws ConfigError naming the rule
 */
export function checkUploadPlans(
  catalogue: VideoCatalogue,
  rules: Readonly<Record<string, UploadRule>>,
): void {
  for (const [name, rule] of Object.entries(rules)) {
    const isOpen = rule.sidecar.some((name) => name === 'model' || name === 'mode');
    if (rule.task !== 'video' || isOpen) continue;
    const fields = rule.media_field ? [rule.media_field] : mediaFields;
    const refusals = fields.map((field) => refusalOf(catalogue, rule, field));
    if (refusals.every((refusal) => refusal !== undefined))
      throw new ConfigError(`uploadRules.${name}: ${refusals[0]}`);
  }
}

/** What the rule itself sets wrongly, with an object in that field; the rest may come from sidecars. */
function refusalOf(
  catalogue: VideoCatalogue,
  { request, sidecar }: UploadRule,
  field: string,
): string | undefined {
  try {
    planVideo(catalogue, CreateVideoRequest.parse({ ...request, [field]: someMedia }));
    return undefined;
  } catch (error) {
    const own = (error as ServiceError).errors.filter(({ pointer }) => {
      const [, name = ''] = pointer.split('/');
      return name === field || (name in request && !sidecar.includes(name));
    });
    return own.map(({ pointer, detail }) => `${pointer}: ${detail}`).join(' ') || undefined;
  }
}
