import { parseMedia } from '../contract/media-value.ts';
import type { FieldProblem } from '../contract/problem.ts';
import { invalid, mediumProblems, unfit } from './check-field.ts';
import type { MediaElement } from './given-fields.ts';
import type { MediaRule } from './models/field-rule.ts';

/** Everything that is wrong with the elements of `media[]`, flat fields of the same types included. */
export function checkMediaList(rule: MediaRule, elements: readonly MediaElement[]): FieldProblem[] {
  return [
    ...elements.flatMap((element) => elementProblems(rule, element)),
    ...countProblems(rule, elements),
    ...combinationProblems(
      rule,
      elements.map(({ type }) => type),
    ),
  ];
}

function elementProblems({ roles }: MediaRule, element: MediaElement): FieldProblem[] {
  const { type, url, voice, pointers } = element;
  const role = Object.hasOwn(roles, type) ? roles[type] : undefined;
  if (!role) {
    const detail = `Must be one of ${Object.keys(roles).join(', ')}.`;
    return invalid(`${pointers.element}/type`, detail);
  }
  const noVoice = `Only ${voiced({ roles }).join(' and ') || 'other models'} may have a voice.`;
  return [
    ...(role.limits
      ? mediumProblems([role.limits], pointers.url, url)
      : documentProblems(type, pointers.url, url)),
    ...(voice !== undefined && role.voice
      ? mediumProblems([role.voice], pointers.voice, voice)
      : []),
    ...(voice !== undefined && !role.voice ? invalid(pointers.voice, noVoice) : []),
  ];
}

/** A document is the provider's to fetch and ours to hand on, so its address is held to what every URL is. */
function documentProblems(type: string, pointer: string, url: string): FieldProblem[] {
  const parsed = parseMedia(url);
  if ('problem' in parsed) return unfit(pointer, parsed.problem);
  if (parsed.form === 'url' || parsed.form === 'oss') return [];
  return invalid(pointer, `A ${type} must be a URL.`);
}

function voiced({ roles }: Pick<MediaRule, 'roles'>): string[] {
  return Object.keys(roles).filter((type) => roles[type]?.voice);
}

/** Names the element that is one too many. */
function countProblems({ roles, together }: MediaRule, elements: readonly MediaElement[]) {
  const groups = [
    ...Object.entries(roles).map(([type, { most }]) => ({ roles: [type], most })),
    ...(together ? [together] : []),
  ];
  return groups.flatMap(({ roles: types, most }) => {
    const surplus = elements.filter(({ type }) => types.includes(type))[most];
    if (!surplus) return [];
    return invalid(surplus.pointers.element, `At most ${most} may be ${types.join(' or ')}.`);
  });
}

function combinationProblems(rule: MediaRule, types: readonly string[]): FieldProblem[] {
  const { sets, needs, exclusive = [] } = rule;
  const mixed = exclusive.filter((group) => types.some((type) => group.includes(type)));
  return [
    ...(mixed.length > 1
      ? invalid('/media', `${exclusive.map((group) => group.join(', ')).join(' do not go with ')}.`)
      : []),
    ...(needs && !types.some((type) => needs.includes(type))
      ? invalid('/media', `Needs ${needs.join(' or ')}.`)
      : []),
    ...(sets && !sets.some((set) => isSameSet(set, types))
      ? invalid('/media', `Must be one of ${sets.map((set) => set.join(' + ')).join('; ')}.`)
      : []),
  ];
}

function isSameSet(set: readonly string[], types: readonly string[]): boolean {
  return set.length === types.length && set.every((type) => types.includes(type));
}
