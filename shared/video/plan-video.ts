import type { FieldProblem } from '../contract/problem.ts';
import { invalidFields } from '../contract/service-error.ts';
import { CreateVideoRequest, type VideoMode } from '../contract/video.ts';
import type { Warning } from '../contract/vision.ts';
import { overlongText } from './check-field.ts';
import { checkFields, type NamedRules, rulesOf } from './check-fields.ts';
import { ineffectiveFields } from './check-requirements.ts';
import { detectMode } from './detect-mode.ts';
import { type GivenFields, givenFields } from './given-fields.ts';
import type { VideoCatalogue } from './models/catalogue.ts';
import type { VideoModel } from './models/video-model.ts';

/** A request that the provider will understand: which model, and every field it is sent. */
export type VideoPlan = {
  readonly mode: VideoMode;
  readonly modeReason: string;
  /** As this region's provider calls it. */
  readonly model: string;
  readonly row: VideoModel;
  readonly rules: NamedRules;
  readonly typicalSeconds: number;
  /** In the caller's words, our defaults included. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly warnings: readonly Warning[];
};

export type PlanOptions = {
  /** What is known to be wrong already; these fields are not looked at again. */
  readonly problems?: readonly FieldProblem[];
  /** An overlong text is a warning (`Prefer: handling=lenient`). */
  readonly lenient?: boolean;
};

/** What is known of a request before its rules are. */
type Choice = {
  readonly given: GivenFields;
  readonly mode: VideoMode;
  readonly reason: string;
  readonly model: string;
  readonly row: VideoModel | undefined;
};

/**
 * Chooses mode and model, applies our defaults and checks every documented rule before any money is spent (I8).
 * @throws ServiceError naming every wrong field at once.
 */
export function planVideo(
  catalogue: VideoCatalogue,
  request: CreateVideoRequest,
  { problems: known = [], lenient = false }: PlanOptions = {},
): VideoPlan {
  const choice = choose(catalogue, request, known);
  const { given, mode, reason, model, row } = choice;
  const candidates = candidatesOf(catalogue, choice);
  const problems = [
    ...aliasProblems(request),
    ...modelProblems(catalogue, request, choice),
    ...checkFields(candidates, given, lenient).map((problem) =>
      withTakers(catalogue, mode, problem),
    ),
    ...known,
  ];
  const [rules] = candidates;
  if (problems.length > 0 || !row || !rules) throw invalidFields(problems);
  return {
    ...{ mode, modeReason: reason, row, rules, typicalSeconds: row.typicalSeconds },
    model: catalogue.nameOf(row, model),
    fields: { ...defaultsOf(rules), ...given },
    warnings: [...regionWarnings(catalogue, row), ...warningsOf(rules, given)],
  };
}

/**
 * What is known of a request that cannot be planned: its fields under the rules of its model, for whoever looks for more
 * that is wrong with it. Empty while several sets of rules could be meant.
 */
export function draftVideo(
  catalogue: VideoCatalogue,
  request: CreateVideoRequest,
  known: readonly FieldProblem[],
): Pick<VideoPlan, 'rules' | 'fields'> {
  const choice = choose(catalogue, request, known);
  const [rules, ...others] = candidatesOf(catalogue, choice);
  if (!rules || others.length > 0) return { rules: { name: '', fields: {} }, fields: {} };
  const readable = Object.entries(choice.given).filter(([, value]) => value !== null);
  return { rules, fields: Object.fromEntries(readable) };
}

function choose(
  catalogue: VideoCatalogue,
  request: CreateVideoRequest,
  known: readonly FieldProblem[],
): Choice {
  const given = { ...givenFields(request), ...mistakenFields(known) };
  const named = request.model === undefined ? undefined : catalogue.find(request.model);
  const detected = detectMode(given, named);
  const mode = request.mode ?? detected.mode;
  const reason = request.mode ? 'mode is given' : detected.reason;
  const model = request.model ?? catalogue.defaults[mode];
  return { given, mode, reason, model, row: request.model ? named : catalogue.find(model) };
}

/** Fields of a model that are there and wrong in themselves. */
function mistakenFields(known: readonly FieldProblem[]): GivenFields {
  const names = known.map(({ pointer }) => pointer.split('/')[1] ?? '');
  const mistaken = names.filter((name) => Object.hasOwn(CreateVideoRequest.shape, name));
  return givenFields(Object.fromEntries(mistaken.map((name) => [name, null])));
}

/** The rules of the model; while it is unknown, those of every model of the mode. */
function candidatesOf(catalogue: VideoCatalogue, { row, mode, given }: Choice): NamedRules[] {
  const models = row ? [row] : catalogue.modelsOf(mode);
  return models.flatMap((model) => rulesOf(model, given));
}

function aliasProblems({ img_url, reference_image }: CreateVideoRequest): FieldProblem[] {
  if (img_url === undefined || reference_image === undefined) return [];
  const detail = 'img_url and reference_image are the same field: give one.';
  return ['img_url', 'reference_image'].map((name) => problem(name, detail));
}

function modelProblems(
  catalogue: VideoCatalogue,
  request: CreateVideoRequest,
  { row, model, mode, given }: Choice,
): FieldProblem[] {
  const known = catalogue.modelsOf(mode).map(({ id }) => id);
  const all = `For ${mode} there are ${known.join(', ')}.`;
  if (!row) return [problem('model', `There is no model ${model}. ${all}`)];
  if (row.status === 'retired') return [problem('model', `${model} has been retired. ${all}`)];
  if (request.mode === undefined) return [];
  if (!row.modes.includes(request.mode))
    return [problem('mode', `${row.id} makes ${row.modes.join(', ')}. ${all}`)];
  const detected = detectMode(given, row).mode;
  if (detected === request.mode) return [];
  return [problem('mode', `These fields make ${detected} with ${row.id}.`)];
}

/** Names the models that would take a field: those of the mode, else any. */
function withTakers(catalogue: VideoCatalogue, mode: VideoMode, found: FieldProblem): FieldProblem {
  if (found.code !== 'unsupported_option') return found;
  const name = found.pointer.slice(1);
  const takes = (model: VideoModel) => rulesOf(model, {}).some(({ fields }) => name in fields);
  const takers = catalogue.modelsOf(mode).filter(takes);
  const others = takers.length > 0 ? takers : catalogue.models.filter(takes);
  if (others.length === 0) return found;
  const detail = `${found.detail} It is for ${others.map(({ id }) => id).join(', ')}.`;
  return { ...found, detail };
}

/** The provider's list of regions may be behind the provider: asking is free, so it is no refusal. */
function regionWarnings(catalogue: VideoCatalogue, row: VideoModel): Warning[] {
  if (catalogue.offers(row)) return [];
  const message = `${row.id} is listed for ${row.regions.join(', ')}, not for ${catalogue.region}.`;
  return [{ code: 'model_not_listed_here', message }];
}

function warningsOf(rules: NamedRules, given: GivenFields): Warning[] {
  const long = Object.entries(given).flatMap(([name, value]) => {
    const rule = rules.fields[name];
    const reason = rule && overlongText(rule, value);
    return reason ? [{ code: 'text_too_long', message: `${name}: ${reason}` }] : [];
  });
  return [...long, ...ineffectiveFields(rules, given)];
}

function defaultsOf({ fields }: NamedRules): Record<string, unknown> {
  const defaults = Object.entries(fields).flatMap(([name, rule]) =>
    'default' in rule && rule.default !== undefined ? [[name, rule.default] as const] : [],
  );
  return Object.fromEntries(defaults);
}

function problem(name: string, detail: string): FieldProblem {
  return { pointer: `/${name}`, code: 'invalid_parameter', detail };
}
