import type { FieldProblem } from '../contract/problem.ts';
import { boundlessText, checkField, invalid, overlongText } from './check-field.ts';
import { checkMediaList } from './check-media-list.ts';
import { checkRequirements } from './check-requirements.ts';
import { elementType, type GivenFields, mediaElements } from './given-fields.ts';
import type { Rules, VideoModel } from './models/video-model.ts';

/** Rules under the name that a problem calls them by. */
export type NamedRules = Rules & { readonly name: string };

/** Every set of rules that a model may hold a request to: one, or one for each function when none is chosen. */
export function rulesOf(model: VideoModel, given: GivenFields): readonly NamedRules[] {
  const { functions, fields, id } = model;
  if (!functions) return [{ name: id, ...model }];
  const chosen = String(given.function);
  const names = Object.hasOwn(functions, chosen) ? [chosen] : Object.keys(functions);
  return names.map((name) => ({
    name: `${name} of ${id}`,
    fields: { ...fields, ...functions[name]?.fields },
    requirements: [...(model.requirements ?? []), ...(functions[name]?.requirements ?? [])],
  }));
}

/**
 * Everything that is wrong with a request under these rules. Where it is not known which of several sets is meant, only
 * what is wrong under all of them is told, in the words of the first.
 * @param lenient whether an overlong text passes
 */
export function checkFields(
  candidates: readonly NamedRules[],
  given: GivenFields,
  lenient: boolean,
): FieldProblem[] {
  const [first = [], ...others] = candidates.map((rules) => problemsUnder(rules, given, lenient));
  const isAlwaysWrong = ({ pointer }: FieldProblem) =>
    others.every((problems) => problems.some((other) => rootOf(other) === pointer.split('/')[1]));
  return first.filter(isAlwaysWrong);
}

function rootOf({ pointer }: FieldProblem): string | undefined {
  return pointer.split('/')[1];
}

function problemsUnder(rules: NamedRules, given: GivenFields, lenient: boolean): FieldProblem[] {
  const { fields } = rules;
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const rule = fields[name];
    if (!rule) return [unsupported(rules, name)];
    if (value === null || elementType(fields, name) !== undefined) return [];
    const tooLong = lenient ? boundlessText(rule, value) : overlongText(rule, value);
    return [...checkField(rule, `/${name}`, value), ...invalid(`/${name}`, tooLong)];
  });
  return [
    ...missingFields(rules, given),
    ...wrong,
    ...mediaProblems(rules, given),
    ...checkRequirements(rules, given),
  ];
}

function missingFields({ fields, name: who }: NamedRules, given: GivenFields): FieldProblem[] {
  return Object.entries(fields)
    .filter(([name, rule]) => rule.required && given[name] === undefined)
    .flatMap(([name]) => invalid(`/${name}`, `${who} needs this field.`));
}

function mediaProblems({ fields }: Rules, given: GivenFields): FieldProblem[] {
  const { media: rule } = fields;
  const isUnreadable = Object.keys(given).some(
    (name) => given[name] === null && (name === 'media' || elementType(fields, name)),
  );
  if (rule?.kind !== 'media' || isUnreadable) return [];
  return checkMediaList(rule, mediaElements(fields, given));
}

/** What to say instead, where another field means the same. */
const alternatives: Readonly<Record<string, readonly string[]>> = {
  size: ['resolution', 'ratio'],
  resolution: ['size'],
  ratio: ['size'],
  img_url: ['first_frame_url', 'media', 'reference_urls', 'ref_images_url'],
  first_frame_url: ['img_url', 'media', 'reference_urls'],
  reference_urls: ['media', 'ref_images_url'],
  ref_images_url: ['media', 'reference_urls'],
  video_url: ['media', 'first_clip_url', 'reference_urls'],
  audio_url: ['driving_audio_url', 'media'],
  driving_audio_url: ['audio_url'],
};

function unsupported({ fields, name: who }: NamedRules, name: string): FieldProblem {
  const instead = (alternatives[name] ?? []).filter((other) => fields[other]);
  const hint = instead.length > 0 ? ` Give ${instead.join(' or ')}.` : '';
  const detail = `${who} does not take this field.${hint}`;
  return { pointer: `/${name}`, code: 'unsupported_option', detail };
}
