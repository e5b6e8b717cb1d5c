import type { FieldProblem } from '../contract/problem.ts';
import { mediaOf } from './plan-media.ts';
import type { VideoPlan } from './plan-video.ts';

/** Containers round. */
const toleranceSeconds = 0.1;

/**
 * Media that are together longer than the model takes (dashscope-api §3.1, §3.11). What nobody has measured counts
 * nothing: the provider will find out, for free.
 * @param seconds how long media are, by their pointer
 */
export function checkLengths(
  plan: VideoPlan,
  seconds: ReadonlyMap<string, number>,
): FieldProblem[] {
  return (plan.rules.requirements ?? []).flatMap((requirement) => {
    if (requirement.rule !== 'seconds_in_all') return [];
    const { roles, maximum, withDuration } = requirement;
    const media = mediaOf(plan).filter(({ role }) => roles.includes(role));
    const lengths = media.flatMap(({ pointer }) => seconds.get(pointer) ?? []);
    const input = lengths.reduce((sum, length) => sum + length - toleranceSeconds, 0);
    const output = withDuration ? Math.max(0, Number(plan.fields.duration)) : 0;
    const [first] = media;
    if (!first || lengths.length === 0 || input + output <= maximum) return [];
    const what = `${roles.join(' and ')}${withDuration ? ' and duration' : ''}`;
    const detail = `All ${what} together may be ${maximum} s; this is ${(input + output).toFixed(1)} s.`;
    return [{ pointer: first.pointer, code: 'invalid_media', detail }];
  });
}
