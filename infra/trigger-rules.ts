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
export const CommandRules = z.record(ruleName, CommandRule);
