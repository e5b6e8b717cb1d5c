import { parseMedia } from '../contract/media-value.ts';
import type { FieldProblem } from '../contract/problem.ts';
import type { MediaLimits } from '../media/limits.ts';
import type { FieldRule, RuleOf } from './models/field-rule.ts';

/** Everything that is wrong with one value, in words that say what would be accepted. */
export function checkField(rule: FieldRule, pointer: string, value: unknown): FieldProblem[] {
  switch (rule.kind) {
    case 'text':
      return invalid(pointer, emptyText(rule, value as string));
    case 'choice':
      return invalid(pointer, wrongChoice(rule.values, value as string));
    case 'choices':
      return choicesProblems(rule, pointer, value as string[]);
    case 'integer':
      return invalid(pointer, wrongInteger(rule, value as number));
    case 'number':
      return invalid(pointer, outside(rule, value as number));
    case 'media_urls':
      return listProblems(rule, pointer, value as string[]);
    case 'image':
    case 'video':
    case 'audio':
      return mediumProblems([rule.limits], pointer, value as string, rule.noChineseInUrl);
    default:
      return [];
  }
}

/** More than any model reads; a job is told with its texts, and no event carries more than 256 KiB (aws-facts §3). */
const longestText = 20_000;

/** What is too long for any model and any event: no leniency helps. */
export function boundlessText(rule: FieldRule, value: unknown): string | undefined {
  if (rule.kind !== 'text' || typeof value !== 'string') return undefined;
  const { length } = [...value];
  if (length <= longestText) return undefined;
  return `Has ${length} characters; at most ${longestText} are taken.`;
}

/** What is too long for the model, which would cut it in silence (trap 11); `undefined` for what fits. */
export function overlongText(rule: FieldRule, value: unknown): string | undefined {
  if (rule.kind !== 'text' || typeof value !== 'string') return undefined;
  const characters = [...value];
  const chinese = rule.chineseCountsTwice ? characters.filter(isChinese).length : 0;
  const length = characters.length + chinese;
  if (length <= rule.maxCharacters) return undefined;
  const counted = rule.chineseCountsTwice ? ' (Chinese ones count twice)' : '';
  return `Has ${length} characters${counted}; the model reads at most ${rule.maxCharacters} and cuts the rest silently.`;
}

/** @param alternatives what the medium may be: one of these */
export function mediumProblems(
  alternatives: readonly MediaLimits[],
  pointer: string,
  value: string,
  noChineseInUrl?: true,
): FieldProblem[] {
  const parsed = parseMedia(value);
  if ('problem' in parsed) return unfit(pointer, parsed.problem);
  if (parsed.form === 'data') return unfit(pointer, wrongData(alternatives, parsed));
  if (!noChineseInUrl || ![...decoded(value)].some(isChinese)) return [];
  return unfit(pointer, 'The model takes no URL with Chinese characters.');
}

/** The kind of medium that a value certainly is by its letters; a URL may lead to anything. */
function apparentKind(value: string): MediaLimits['kind'] | undefined {
  if (value.startsWith('data:')) return 'image';
  const extension = /^[^?#]+\.([a-z0-9]+)(?:[?#]|$)/i.exec(value)?.[1]?.toLowerCase() ?? '';
  if (['mp4', 'mov'].includes(extension)) return 'video';
  return ['jpg', 'jpeg', 'png', 'bmp', 'webp'].includes(extension) ? 'image' : undefined;
}

export function invalid(pointer: string, detail: string | undefined): FieldProblem[] {
  return detail === undefined ? [] : [{ pointer, code: 'invalid_parameter', detail }];
}

export function unfit(pointer: string, detail: string | undefined): FieldProblem[] {
  return detail === undefined ? [] : [{ pointer, code: 'invalid_media', detail }];
}

const isChinese = (character: string) => /\p{Script=Han}/u.test(character);

function decoded(url: string): string {
  try {
    return decodeURI(url);
  } catch {
    return url;
  }
}

function emptyText({ required }: RuleOf<'text'>, value: string): string | undefined {
  return required && value.length === 0 ? 'Must not be empty.' : undefined;
}

function wrongChoice(values: readonly string[], value: string): string | undefined {
  if (values.includes(value)) return undefined;
  return `Must be one of ${values.map((choice) => choice || '""').join(', ')}.`;
}

function choicesProblems(rule: RuleOf<'choices'>, pointer: string, list: readonly string[]) {
  const repeated = (value: string, index: number) =>
    rule.once?.includes(value) && list.indexOf(value) < index
      ? `${value} may be there once.`
      : undefined;
  return list.flatMap((value, index) =>
    invalid(`${pointer}/${index}`, wrongChoice(rule.values, value) ?? repeated(value, index)),
  );
}

function wrongInteger(rule: RuleOf<'integer'>, value: number): string | undefined {
  const { values, also = [] } = rule;
  if (also.includes(value)) return undefined;
  const others = also.map((other) => `, or ${other}`).join('');
  if (values)
    return values.includes(value) ? undefined : `Must be ${values.join(' or ')}${others}.`;
  const reason = outside(rule, value);
  return reason?.replace(/\.$/, `${others}.`);
}

function outside(
  { minimum, maximum }: { readonly minimum?: number; readonly maximum?: number },
  value: number,
): string | undefined {
  const isBelow = minimum !== undefined && value < minimum;
  if (!isBelow && (maximum === undefined || value <= maximum)) return undefined;
  if (maximum === undefined) return `Must be at least ${minimum}.`;
  return `Must be between ${minimum} and ${maximum}.`;
}

function listProblems(rule: RuleOf<'media_urls'>, pointer: string, list: readonly string[]) {
  const { limits, most, mostOfKind = {}, noChineseInUrl } = rule;
  const count = list.length > most ? `At most ${most}; this has ${list.length}.` : undefined;
  const empty = rule.required && list.length === 0 ? 'Must not be empty.' : undefined;
  const tooMany = Object.entries(mostOfKind).flatMap(([kind, allowed]) => {
    const found = list.filter((value) => apparentKind(value) === kind).length;
    return found > allowed && !count
      ? [`At most ${allowed} may be ${kind}; this has ${found}.`]
      : [];
  });
  return [
    ...[count, empty, ...tooMany].flatMap((detail) => invalid(pointer, detail)),
    ...list.flatMap((value, index) =>
      mediumProblems(limits, `${pointer}/${index}`, value, noChineseInUrl),
    ),
  ];
}

/** Images may travel as base64, sound and videos may not (dashscope-api §3). */
function wrongData(
  alternatives: readonly MediaLimits[],
  { mime, bytes }: { readonly mime: string; readonly bytes: number },
): string | undefined {
  const picture = alternatives.find(({ kind }) => kind === 'image');
  if (!picture) {
    const [{ kind = 'medium' } = {}] = alternatives;
    return `A data: URI cannot carry ${kind}. Upload the file with POST /v1/assets, or give a URL.`;
  }
  const accepted = picture.formats.map((format) => `image/${format}`);
  if (!accepted.includes(mime.replace('image/jpg', 'image/jpeg')))
    return `Must be ${accepted.join(', ')}; this is ${mime}.`;
  if (bytes <= picture.maxBytes) return undefined;
  return `May have ${picture.maxBytes} bytes; this has ${bytes}.`;
}
