import type { FieldProblem } from '../contract/problem.ts';
import { invalidFields } from '../contract/service-error.ts';
import type { CreateVideoRequest } from '../contract/video.ts';
import {
  catalogue,
  defaultModels,
  findModel,
  type VideoMode,
  type VideoModel,
} from './catalogue.ts';
import { brokenRule } from './field-rules.ts';

/** Fields that are ours, not the model's. */
const serviceFields = new Set([
  'mode',
  'model',
  'deadline_seconds',
  'metadata',
  'reference_image',
  'webhook_url',
]);

/** A request that the provider will understand: which model, and every field it is sent. */
export type VideoPlan = {
  readonly mode: VideoMode;
  readonly model: string;
  readonly row: VideoModel;
  readonly fields: Readonly<Record<string, unknown>>;
};

/**
 * Chooses mode and model, applies our defaults and checks every documented rule before any money is spent (I8).
 * @param known what is wrong with fields that are ours
 * @throws ServiceError naming every wrong field at once.
 */
export function planVideo(
  request: CreateVideoRequest,
  known: readonly FieldProblem[] = [],
): VideoPlan {
  const given = modelFields(request);
  const mode = request.mode ?? ('img_url' in given ? 'i2v' : 't2v');
  const model = request.model ?? defaultModels[mode];
  const row = findModel(model);
  if (!row) throw invalidFields([unknownModel(model), ...known]);
  const problems = [
    ...aliasProblems(request),
    ...modeProblems(request, row),
    ...fieldProblems(row, given),
    ...known,
  ];
  if (problems.length) throw invalidFields(problems);
  return { mode: row.mode, model, row, fields: { ...defaultsOf(row), ...given } };
}

/** Both names of the first frame are one field. */
function modelFields(request: CreateVideoRequest): Record<string, unknown> {
  const { reference_image } = request;
  const own = Object.entries(request).filter(
    ([name, value]) => !serviceFields.has(name) && value !== undefined,
  );
  return { ...(reference_image && { img_url: reference_image }), ...Object.fromEntries(own) };
}

function aliasProblems({ img_url, reference_image }: CreateVideoRequest): FieldProblem[] {
  if (img_url === undefined || reference_image === undefined) return [];
  const detail = 'img_url and reference_image are the same field: give one.';
  return ['img_url', 'reference_image'].map((name) => problem(name, detail));
}

function modeProblems(request: CreateVideoRequest, row: VideoModel): FieldProblem[] {
  if (request.mode === undefined || request.mode === row.mode) return [];
  return [problem('mode', `${row.id} makes ${row.mode} only.`)];
}

function fieldProblems(row: VideoModel, given: Readonly<Record<string, unknown>>): FieldProblem[] {
  const missing = Object.entries(row.fields)
    .filter(([name, rule]) => rule.required && given[name] === undefined)
    .map(([name]) => problem(name, `${row.id} needs this field.`));
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const rule = row.fields[name];
    if (!rule) return [unsupported(row, name)];
    const reason = brokenRule(rule, value);
    return reason ? [problem(name, reason)] : [];
  });
  return [...missing, ...wrong, ...shotTypeProblems(given)];
}

/** Several shots are made by the prompt extender (dashscope-api §3.7). */
function shotTypeProblems(given: Readonly<Record<string, unknown>>): FieldProblem[] {
  if (given.shot_type !== 'multi' || given.prompt_extend !== false) return [];
  return [problem('shot_type', 'multi needs prompt_extend to be true.')];
}

function unsupported(row: VideoModel, name: string): FieldProblem {
  const takers = catalogue.filter((model) => name in model.fields).map((model) => model.id);
  const detail = `${row.id} does not take this field; it is for ${takers.join(', ')}.`;
  return { pointer: `/${name}`, code: 'unsupported_option', detail };
}

function unknownModel(model: string): FieldProblem {
  const known = catalogue.map((row) => row.id).join(', ');
  return problem('model', `There is no model ${model}; there are ${known}.`);
}

function defaultsOf(row: VideoModel): Record<string, unknown> {
  const defaults = Object.entries(row.fields).flatMap(([name, rule]) =>
    'default' in rule && rule.default !== undefined ? [[name, rule.default] as const] : [],
  );
  return Object.fromEntries(defaults);
}

function problem(name: string, detail: string): FieldProblem {
  return { pointer: `/${name}`, code: 'invalid_parameter', detail };
}
