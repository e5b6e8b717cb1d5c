import type { VisionKind, VisionRequest, Warning } from '../contract/vision.ts';
import { mediaFieldOf } from './media.ts';
import { boundOf, findVisionModel, type VisionModel } from './models.ts';
import { type StructuredForm, structuredForm } from './structured-form.ts';

/** Everything that is settled about a request before its media are touched. */
export type VisionPlan = {
  readonly request: VisionRequest;
  readonly model: VisionModel;
  readonly prompt: string;
  readonly maxTokens: number;
  readonly thinking: Thinking;
  readonly form: StructuredForm | null;
  /** Only the native endpoint can do this (dashscope-api §11.1). */
  readonly isNative: boolean;
  readonly warnings: readonly Warning[];
};

type Thinking = {
  readonly enable_thinking?: boolean;
  /** Never beside a budget, which the provider refuses (trap 24). */
  readonly reasoning_effort?: 'none';
  readonly thinking_budget?: number;
};

/** What OCR asks where the caller says nothing. */
const readAllText =
  'Read all the text in the image. Answer with the text alone, in its reading order.';

/** Chooses the model (an explicit one always wins) and fills in what the request leaves open. */
export function planVision(
  kind: VisionKind,
  request: VisionRequest,
  defaultModels: Readonly<Record<VisionKind, string>>,
): VisionPlan {
  const { model, isListed } = findVisionModel(request.model ?? defaultModels[kind]);
  const form = structuredForm(request, model);
  const { thinking, warnings } = decideThinking(kind, request, model, form);
  return {
    ...{ request, model, form, thinking },
    prompt: request.prompt ?? readAllText,
    maxTokens: request.max_tokens ?? boundOf(model),
    isNative: request.task !== undefined || request.enable_rotate === true,
    warnings: [...(isListed ? [] : [unknownModel(model.id)]), ...warnings, ...ignored(request)],
  };
}

/** Who asks to reason wants a model that can to do so; JSON comes first where a model cannot do both (§9.5, §9.6). */
function decideThinking(
  kind: VisionKind,
  { enable_thinking, thinking_budget }: VisionRequest,
  model: VisionModel,
  form: StructuredForm | null,
): { readonly thinking: Thinking; readonly warnings: readonly Warning[] } {
  if (model.thinking === 'none') {
    return { thinking: {}, warnings: kind === 'reason' ? [noThinking(model.id)] : [] };
  }
  if (model.thinking === 'always') return { thinking: { thinking_budget }, warnings: [] };
  const wanted =
    enable_thinking ?? (kind === 'reason' && model.thinking === 'off' ? true : undefined);
  const thinks = wanted ?? model.thinking === 'on';
  if (form && thinks && model.jsonMode === 'unthinking') {
    return { thinking: switchedTo(false, model), warnings: [thinkingDisabled(model.id)] };
  }
  const thinking = { ...switchedTo(wanted, model), ...(thinks && { thinking_budget }) };
  return { thinking, warnings: [] };
}

/** Said only where the caller or the form of the answer decides (dashscope-api §9.5). */
function switchedTo(wanted: boolean | undefined, { thinkingSwitch }: VisionModel): Thinking {
  if (thinkingSwitch === 'enable_thinking') return { enable_thinking: wanted };
  return wanted === false ? { reasoning_effort: 'none' } : {};
}

/** What the provider would ignore (dashscope-api §9.1, §11.1). */
function ignored(request: VisionRequest): Warning[] {
  const { prompt, task, max_pixels, vl_high_resolution_images } = request;
  const isVideo = mediaFieldOf(request).startsWith('video');
  return [
    ...(task && prompt !== undefined ? [promptIgnored] : []),
    ...(max_pixels && vl_high_resolution_images && !isVideo ? [maxPixelsIgnored] : []),
  ];
}

const unknownModel = (id: string): Warning => ({
  code: 'unknown_model',
  message: `This service does not know ${id}, so nothing was checked against its limits.`,
});

const noThinking = (id: string): Warning => ({
  code: 'thinking_unavailable',
  message: `${id} answers without thinking.`,
});

const thinkingDisabled = (id: string): Warning => ({
  code: 'thinking_disabled',
  message: `${id} keeps to JSON only when it does not think, so thinking was turned off.`,
});

const promptIgnored: Warning = {
  code: 'prompt_ignored',
  message: 'A task brings its own instructions; the prompt was not sent.',
};

const maxPixelsIgnored: Warning = {
  code: 'max_pixels_ignored',
  message: 'With vl_high_resolution_images the model looks at as many pixels as it can.',
};
