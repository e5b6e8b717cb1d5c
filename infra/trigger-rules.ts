import * as z from 'zod';
import { nameOf } from '../shared/contract/names.ts';

const owner = nameOf('an owner');

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

/** An event pattern may have 2,048 characters, the rest of it included. */
const mostSourceBytes = 1900;
/** All rules travel in the template of one target, in base64, which may have 8,192 with the rest of it. */
const mostRuleBytes = 6000;

/** The setting `commandRules`: rules by name. */
export const CommandRules = z
  .record(nameOf('a rule'), CommandRule)
  .superRefine((rules, context) => {
    const refuse = (message: string, path: string[] = []) =>
      context.addIssue({ code: 'custom', path, message });
    for (const [name, { sources = [] }] of Object.entries(rules))
      if (bytesOf(sources) > mostSourceBytes) refuse(tooManySources, [name, 'sources']);
    if (bytesOf(rules) > mostRuleBytes) refuse(tooManyRules);
    for (const [one, other] of pairsOf(Object.entries(rules)))
      if (shareSources(one[1], other[1])) refuse(bothTake(one[0], other[0]));
  });

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

const tooManySources = `EventBridge takes ${mostSourceBytes} bytes of sources as JSON; share them out among several rules`;
const tooManyRules = `all rules together may have ${mostRuleBytes} bytes as JSON`;

function pairsOf<Item>(items: readonly Item[]): [Item, Item][] {
  return items.flatMap((one, index) =>
    items.slice(index + 1).map((other): [Item, Item] => [one, other]),
  );
}

/** A command that both take is done by one and given up by the other, or becomes a job of each. */
function shareSources({ sources: ones }: CommandRule, { sources: others }: CommandRule): boolean {
  if (!ones || !others) return true;
  return ones.some((source) => others.includes(source));
}

const bothTake = (one: string, other: string) =>
  `the rules ${one} and ${other} would both take commands of the same sources; make them one rule, its owner for commands that name nobody and its owners for those that do, or give them different sources`;
