import type { FieldProblem } from '../contract/problem.ts';
import { invalid } from './check-field.ts';
import type { Requirement } from './models/requirement.ts';
import { mediaOf } from './plan-media.ts';
import type { VideoPlan } from './plan-video.ts';

/** Containers round. */
const toleranceSeconds = 0.1;

type Of<Rule extends Requirement['rule']> = Extract<Requirement, { rule: Rule }>;
type Seconds = ReadonlyMap<string, number>;

/**
 * Media that are together longer than the model takes (dashscope-api §3.1, §3.11), or as long as the whole video (§3.3).
 * What nobody has measured counts nothing.
 * @param seconds how long media are, by their pointer
 */
export function checkLengths(plan: VideoPlan, seconds: Seconds): FieldProblem[] {
  return (plan.rules.requirements ?? []).flatMap((requirement) => {
    if (requirement.rule === 'seconds_in_all') return inAll(requirement, plan, seconds);
    return requirement.rule === 'duration_beyond' ? beyond(requirement, plan, seconds) : [];
  });
}

function inAll(
  { roles, maximum, withDuration }: Of<'seconds_in_all'>,
  plan: VideoPlan,
  seconds: Seconds,
): FieldProblem[] {
  const media = mediaOf(plan).filter(({ role }) => roles.includes(role));
  const lengths = media.flatMap(({ pointer }) => seconds.get(pointer) ?? []);
  const input = lengths.reduce((sum, length) => sum + length - toleranceSeconds, 0);
  const output = withDuration ? Math.max(0, Number(plan.fields.duration)) : 0;
  const [first] = media;
  if (!first || lengths.length === 0 || input + output <= maximum) return [];
  const what = `${roles.join(' and ')}${withDuration ? ' and duration' : ''}`;
  const detail = `All ${what} together may be ${maximum} s; this is ${(input + output).toFixed(1)} s.`;
  return [{ pointer: first.pointer, code: 'invalid_media', detail }];
}

function beyond({ role }: Of<'duration_beyond'>, plan: VideoPlan, seconds: Seconds) {
  const clip = mediaOf(plan).find((medium) => medium.role === role);
  const length = clip && seconds.get(clip.pointer);
  const duration = Number(plan.fields.duration);
  if (length === undefined || length + toleranceSeconds < duration) return [];
  const counted = `The duration counts the ${role}, which has ${length.toFixed(1)} s`;
  return invalid('/duration', `${counted}: with ${duration} s nothing new would be made.`);
}
