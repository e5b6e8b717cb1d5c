import type { FieldProblem } from '../contract/problem.ts';
import type { VisionRequest } from '../contract/vision.ts';
import { mediaFieldOf } from './media.ts';
import type { VisionModel } from './models.ts';
import { resultSchemaProblem } from './result-schema.ts';
import { wantsJson } from './structured-form.ts';

/** Base64 images that one request may carry (dashscope-api §10.2). */
const maxInlineImages = 250;

type Field = keyof VisionRequest;

/** What a model or a combination of fields allows; `says` words what is wrong, `null` when nothing is. */
type Rule = {
  readonly field: Field;
  readonly code: 'invalid_parameter' | 'unsupported_option' | 'invalid_media';
  readonly says: (request: VisionRequest, model: VisionModel) => string | null;
};

const outOfRange: readonly Rule[] = [
  {
    field: 'max_tokens',
    code: 'invalid_parameter',
    says: ({ max_tokens = 1 }, { id, maxTokens }) =>
      max_tokens > maxTokens ? `${id} writes at most ${maxTokens} tokens.` : null,
  },
  {
    field: 'thinking_budget',
    code: 'invalid_parameter',
    says: ({ thinking_budget = 1 }, { id, maxThinkingTokens }) =>
      thinking_budget > maxThinkingTokens
        ? `${id} thinks for at most ${maxThinkingTokens} tokens.`
        : null,
  },
  { field: 'min_pixels', code: 'invalid_parameter', says: pixelRange('min_pixels') },
  { field: 'max_pixels', code: 'invalid_parameter', says: pixelRange('max_pixels') },
  {
    field: 'min_pixels',
    code: 'invalid_parameter',
    says: ({ min_pixels = 0, max_pixels = Number.POSITIVE_INFINITY }) =>
      min_pixels > max_pixels ? 'min_pixels must not be larger than max_pixels.' : null,
  },
  {
    field: 'images',
    code: 'invalid_media',
    says: ({ images = [] }, { id, maxImages }) =>
      images.length > maxImages ? `${id} takes at most ${maxImages} images.` : null,
  },
  {
    field: 'images',
    code: 'invalid_media',
    says: ({ images = [] }) =>
      images.filter((image) => image.startsWith('data:')).length > maxInlineImages
        ? `At most ${maxInlineImages} images may be data: URIs; upload the others with POST /v1/assets.`
        : null,
  },
  {
    field: 'video_frames',
    code: 'invalid_media',
    says: ({ video_frames = [] }, { id, maxFrames }) =>
      video_frames.length > maxFrames ? `${id} takes at most ${maxFrames} frames.` : null,
  },
];

const thinkingRules: readonly Rule[] = [
  {
    field: 'enable_thinking',
    code: 'unsupported_option',
    says: ({ enable_thinking }, { id, thinking }) => {
      if (enable_thinking && thinking === 'none') return `${id} cannot think.`;
      return enable_thinking === false && thinking === 'always' ? `${id} always thinks.` : null;
    },
  },
  {
    field: 'enable_thinking',
    code: 'unsupported_option',
    says: (request, { id, thinking, jsonMode }) => {
      const isHybrid = thinking === 'on' || thinking === 'off';
      const both = request.enable_thinking === true && wantsJson(request);
      return both && isHybrid && jsonMode === 'unthinking'
        ? `${id} keeps to JSON only when it does not think. Leave out enable_thinking, or json_mode and schema.`
        : null;
    },
  },
  {
    field: 'thinking_budget',
    code: 'unsupported_option',
    says: ({ thinking_budget, enable_thinking }, { id, thinking }) => {
      if (!thinking_budget) return null;
      if (thinking === 'none') return `${id} does not think, so there is nothing to bound.`;
      return enable_thinking === false
        ? 'enable_thinking is false: there is nothing to bound.'
        : null;
    },
  },
];

const mediaRules: readonly Rule[] = [
  ...(['video', 'video_frames'] as const).map(
    (field): Rule => ({
      field,
      code: 'unsupported_option',
      says: (request, { id, video }) =>
        request[field] && !video ? `${id} takes images, not videos.` : null,
    }),
  ),
  {
    field: 'fps',
    code: 'unsupported_option',
    says: (request) =>
      request.fps && (request.image || request.images)
        ? 'fps is about video and video_frames.'
        : null,
  },
  {
    field: 'detail',
    code: 'unsupported_option',
    says: (request) =>
      request.detail && isVideo(request) ? 'detail is about image and images.' : null,
  },
];

const notOcr = (id: string) =>
  `${id} does not do this; qwen-vl-ocr and its successors do. Leave out model to use the default.`;

const ocrRules: readonly Rule[] = [
  ...(['task', 'enable_rotate'] as const).map(
    (field): Rule => ({
      field,
      code: 'unsupported_option',
      says: (request, { id, readsText }) => (request[field] && !readsText ? notOcr(id) : null),
    }),
  ),
  ...(['images', 'video', 'video_frames'] as const).map(
    (field): Rule => ({
      field,
      code: 'unsupported_option',
      says: (request) =>
        request[field] && (request.task || request.enable_rotate)
          ? 'task and enable_rotate read one image: give it as image.'
          : null,
    }),
  ),
  ...(['json_mode', 'schema'] as const).map(
    (field): Rule => ({
      field,
      code: 'unsupported_option',
      says: (request) =>
        request[field] && (request.task || request.enable_rotate)
          ? `${field} goes without task and enable_rotate; key_information_extraction takes a result_schema.`
          : null,
    }),
  ),
  {
    field: 'result_schema',
    code: 'unsupported_option',
    says: ({ result_schema, task }) =>
      result_schema && task !== 'key_information_extraction'
        ? 'result_schema belongs to the task key_information_extraction.'
        : null,
  },
  {
    field: 'result_schema',
    code: 'invalid_parameter',
    says: ({ result_schema }) => (result_schema ? resultSchemaProblem(result_schema) : null),
  },
];

const rules = [...outOfRange, ...thinkingRules, ...mediaRules, ...ocrRules];

/** Everything that a model, or one field beside another, does not allow; nothing has been spent yet (I8). */
export function visionProblems(request: VisionRequest, model: VisionModel): FieldProblem[] {
  return rules.flatMap(({ field, code, says }) => {
    const detail = says(request, model);
    return detail === null ? [] : [{ pointer: `/${field}`, code, detail }];
  });
}

function isVideo(request: VisionRequest): boolean {
  return mediaFieldOf(request).startsWith('video');
}

function pixelRange(field: 'min_pixels' | 'max_pixels'): Rule['says'] {
  return (request, { id, imagePixels, framePixels }) => {
    const [what, { min, max }] = isVideo(request) ? ['frame', framePixels] : ['image', imagePixels];
    const value = request[field] ?? min;
    return value < min || value > max
      ? `${id} looks at ${min} to ${max} pixels of one ${what}.`
      : null;
  };
}
