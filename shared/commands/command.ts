import * as z from 'zod';

/** What a command asks for; the same words are its `detail-type` on the bus (api.md, Events). */
export const CommandType = z.enum([
  'video.create',
  'vision.analyze',
  'vision.reason',
  'vision.ocr',
]);
export type CommandType = z.infer<typeof CommandType>;

/** Owners that a rule of the configuration lets commands work for. */
const CommandOwners = z.object({
  /** Whose command it is when it names nobody. */
  owner: z.string().optional(),
  /** Whom a command may name. */
  owners: z.array(z.string()).default([]),
});

/** A command as its rule hands it on: the event of the bus, and what the rule's configuration says. */
export const Command = z.object({
  rule: z.string(),
  allows: CommandOwners,
  event: z.object({
    id: z.string(),
    source: z.string(),
    'detail-type': CommandType,
    detail: z.record(z.string(), z.unknown()),
  }),
});
export type Command = z.infer<typeof Command>;

/** `detail` of a command; `request` is the body that the HTTP route of the same name takes. */
export const CommandDetail = z.strictObject({
  owner: z.string().optional(),
  /** The same as the HTTP header `Idempotency-Key`, and shared with it: kept for seven days. */
  idempotency_key: z.string().min(1).max(255).optional(),
  /**
   * The id of the first event of this command, which a dead letter that is tried again names (`npm run redrive`): both
   * are one job for as long as letters are kept, with an idempotency key or without.
   */
  redriven: z.string().min(1).max(255).optional(),
  request: z.record(z.string(), z.unknown()),
});
export type CommandDetail = z.infer<typeof CommandDetail>;
