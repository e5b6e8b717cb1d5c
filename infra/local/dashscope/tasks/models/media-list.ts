import * as z from 'zod';
import { address } from './fields.ts';
import type { MediaLimits } from './media-limits.ts';

type ListRules = {
  /** Exactly these combinations of roles, in any order (dashscope-api §3.3). */
  readonly sets?: readonly (readonly string[])[];
  /** At least one of these. */
  readonly needs?: readonly string[];
  /** These together at most so many. */
  readonly together?: { readonly roles: readonly string[]; readonly most: number };
};

type Element = { readonly type: string };

/** The `media` array of newer models: `{type, url}` with as many of each type as its limits say. */
export function mediaList(roles: Readonly<Record<string, MediaLimits>>, rules: ListRules = {}) {
  const element = z.object({
    type: z.enum(Object.keys(roles) as [string, ...string[]]),
    url: address,
    reference_voice: address.optional(),
  });
  return z.array(element).refine((list) => {
    const count = (...types: readonly string[]) =>
      list.filter(({ type }) => types.includes(type)).length;
    const withinCounts = Object.entries(roles).every(
      ([role, { count: most = 1 }]) => count(role) <= most,
    );
    const { sets, needs, together } = rules;
    return (
      withinCounts &&
      (sets === undefined || sets.some((set) => sameRoles(set, list))) &&
      (needs === undefined || count(...needs) > 0) &&
      (together === undefined || count(...together.roles) <= together.most)
    );
  });
}

function sameRoles(set: readonly string[], list: readonly Element[]): boolean {
  const given = list.map(({ type }) => type);
  return set.length === given.length && set.every((role) => given.includes(role));
}
