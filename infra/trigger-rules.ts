import * as z from 'zod';

const owner = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'an owner has 1 to 40 lower-case letters, digits and dashes');
const ruleName = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'a rule has 1 to 40 lower-case letters, digits and dashes');

/** Who may send commands over the bus, and for whom (api.md, Events). */
const CommandRule = z
  .strictObject({
    /** Sources of events; any when not given. */
    sources: z.array(z.string().min(1)).min(1).optional(),
    /** Whose a command is that names nobody. */
    owner: owner.optional(),
    /** Whom a command may name. */
    owners: z.array(owner).optional(),
  })
  .refine(
    ({ owner, owners }) => owner ?? owners?.length,
    'give an owner, or owners to choose from',
  );
export type CommandRule = z.infer<typeof CommandRule>;

/** The setting `commandRules`: rules by name. */
export const CommandRules = z.record(ruleName, CommandRule).superRefine((rules, context) => {
  for (const [one, other] of pairsOf(Object.entries(rules)))
    if (wouldMakeTwoJobs(one[1], other[1]))
      context.addIssue({ code: 'custom', message: twoJobs(one[0], other[0]) });
});

function pairsOf<Item>(items: readonly Item[]): [Item, Item][] {
  return items.flatMap((one, index) =>
    items.slice(index + 1).map((other): [Item, Item] => [one, other]),
  );
}

/** A command that names nobody goes to both, and each makes a job for an owner of its own. */
function wouldMakeTwoJobs(one: CommandRule, other: CommandRule): boolean {
  if (one.owner === undefined || other.owner === undefined) return false;
  return one.owner !== other.owner && shareSources(one, other);
}

function shareSources({ sources: ones }: CommandRule, { sources: others }: CommandRule): boolean {
  if (!ones || !others) return true;
  return ones.some((source) => others.includes(source));
}

const twoJobs = (one: string, other: string) =>
  `the rules ${one} and ${other} take commands of the same sources and have different owners for those that name nobody, so that each would make a job of its own; give them different sources, or only one of them an owner`;
