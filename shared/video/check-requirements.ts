import type { FieldProblem } from '../contract/problem.ts';
import type { Warning } from '../contract/vision.ts';
import { invalid } from './check-field.ts';
import { type GivenFields, isGiven, mediaElements } from './given-fields.ts';
import type { Condition, Requirement } from './models/requirement.ts';
import type { Rules } from './models/video-model.ts';

type Of<Rule extends Requirement['rule']> = Extract<Requirement, { rule: Rule }>;

/** Everything between the fields of a request that does not hold. */
export function checkRequirements(rules: Rules, given: GivenFields): FieldProblem[] {
  return (rules.requirements ?? []).flatMap((requirement) => {
    switch (requirement.rule) {
      case 'any_of':
        return anyOf(requirement, rules, given);
      case 'one_of':
        return oneOf(requirement, rules, given);
      case 'requires':
        return requires(requirement, rules, given);
      case 'same_length':
        return sameLength(requirement, given);
      case 'duration_beside':
        return durationBeside(requirement, rules, given);
      default:
        // known only once the media have been looked at (check-lengths.ts), or no problem at all
        return [];
    }
  });
}

/** What the provider will take and do nothing with. */
export function ineffectiveFields(rules: Rules, given: GivenFields): Warning[] {
  return (rules.requirements ?? []).flatMap((requirement) => {
    if (requirement.rule !== 'no_effect') return [];
    const { field, when } = requirement;
    if (!isGiven(rules.fields, given, field)) return [];
    if (when && !isMet(when, rules, given)) return [];
    const why = when ? ` beside ${describe(when)}` : ' with this model';
    return [{ code: 'no_effect', message: `${field} has no effect${why}.` }];
  });
}

function isMet({ field, is, isNot, orAbsent }: Condition, { fields }: Rules, given: GivenFields) {
  if (!isGiven(fields, given, field)) return orAbsent === true;
  const value = given[field] as string | boolean | number;
  return (is === undefined || is.includes(value)) && !isNot?.includes(value);
}

/** A condition in words: `prompt_extend true`, `control_condition posebodyface or depth`. */
function describe({ field, is, isNot }: Condition): string {
  const name = field.replace('media/', 'a ');
  if (is) return `${name} ${is.join(' or ')}`;
  return isNot ? `${name} other than ${isNot.map((value) => `"${value}"`).join(' or ')}` : name;
}

function anyOf({ fields: names }: Of<'any_of'>, { fields }: Rules, given: GivenFields) {
  if (names.some((name) => isGiven(fields, given, name))) return [];
  return invalid(`/${names[0]}`, `Give at least one of ${names.join(', ')}.`);
}

function oneOf({ fields: names }: Of<'one_of'>, { fields }: Rules, given: GivenFields) {
  const found = names.filter((name) => isGiven(fields, given, name));
  if (found.length === 1) return [];
  const blamed = found.length > 0 ? found : names.slice(0, 1);
  const detail = `Give exactly one of ${names.join(', ')}.`;
  return blamed.flatMap((name) => invalid(`/${name}`, detail));
}

function requires({ when, holds }: Of<'requires'>, rules: Rules, given: GivenFields) {
  if (!isMet(when, rules, given) || isMet(holds, rules, given)) return [];
  const what = when.is ? `${when.is.join(' or ')} needs` : 'Needs';
  return invalid(`/${when.field}`, `${what} ${describe(holds)}.`);
}

function sameLength({ fields: [first, second] }: Of<'same_length'>, given: GivenFields) {
  const [one, other] = [given[first], given[second]] as (readonly unknown[] | undefined | null)[];
  if (!one || other === null) return [];
  if (other === undefined ? one.length <= 1 : other.length === one.length) return [];
  const detail = `Must have one element for each of ${first}; there are ${one.length}.`;
  return invalid(`/${second}`, detail);
}

function durationBeside(requirement: Of<'duration_beside'>, { fields }: Rules, given: GivenFields) {
  const { role, maximum, secondsEach = 0 } = requirement;
  const count = mediaElements(fields, given).filter(({ type }) => type === role).length;
  const most = maximum - count * secondsEach;
  if (count === 0 || typeof given.duration !== 'number' || given.duration <= most) return [];
  return invalid('/duration', `May be ${most} at most beside ${count} ${role}.`);
}
