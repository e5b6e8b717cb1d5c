import * as z from 'zod';
import { base64Json } from '../runtime/base64-json.ts';

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

/** The event of the bus that a command came as. */
const CommandEvent = z.object({
  id: z.string(),
  /** ISO 8601; when it was put on the bus, unless its sender says otherwise. */
  time: z.iso.datetime({ offset: true }),
  source: z.string(),
  'detail-type': CommandType,
  detail: z.record(z.string(), z.unknown()),
});

/** A command as its rule hands it on: the event, and what the rule's configuration says. */
export const Command = z.object({
  rule: z.string(),
  allows: CommandOwners,
  event: CommandEvent,
});
export type Command = z.infer<typeof Command>;

/** A command that was given up: its event as it first came, and the rule that took it. */
export const GivenUpCommand = z.object({
  rule: z.string(),
  event: CommandEvent,
});
export type GivenUpCommand = z.infer<typeof GivenUpCommand>;

/** All rules of the configuration by name; without sources, one takes those of all. */
const CommandRules = z.record(
  z.string(),
  CommandOwners.extend({ sources: z.array(z.string()).optional() }),
);

/** A dead letter that is tried again: what was given up, and the rules as they are now. */
export const RedrivenCommand = z.object({
  rules: base64Json(CommandRules),
  event: z.object({ id: z.string(), detail: GivenUpCommand }),
});
export type RedrivenCommand = z.infer<typeof RedrivenCommand>;

/** `detail` of a command; `request` is the body that the HTTP route of the same name takes. */
export const CommandDetail = z.strictObject({
  owner: z.string().optional(),
  /** The same as the HTTP header `Idempotency-Key`, and shared with it: kept for seven days. */
  idempotency_key: z.string().min(1).max(255).optional(),
  request: z.record(z.string(), z.unknown()),
});
export type CommandDetail = z.infer<typeof CommandDetail>;
