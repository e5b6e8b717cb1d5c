import * as z from 'zod';
import { Command, GivenUpCommand, RedrivenCommand } from '../../shared/commands/command.ts';
import { redrivenCommandType, redriveSource } from '../../shared/dead-letters/redrive-event.ts';

/** A letter of ours: a command or an upload that nothing could be made of. */
const CommandLetter = GivenUpCommand.extend({ source: z.literal('command') });
const UploadLetter = z.object({ source: z.literal('upload'), event: z.unknown() });
/** Lambda's record of an event that no attempt could handle. */
const InvocationRecord = z.object({ requestPayload: z.looseObject({ event: z.unknown() }) });

const UploadEvent = z.object({
  time: z.string().optional(),
  detail: z.looseObject({ object: z.looseObject({}), since: z.string().optional() }),
});

export type RedrivenEvent = {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  /** The detail-type that it had at first. */
  readonly what: string;
  /** When its first event came, or the job began in whose place another one is wanted, ISO 8601. */
  readonly time?: string;
};

/**
 * The event that tries a dead letter again; `undefined` for what is no command and no upload. A command goes with its
 * first event whole, so that all attempts are one job, of one age. The letter of an upload says itself in whose place a
 * job is wanted; without that, the upload becomes the one job that it is.
 */
export function toEvent(content: unknown): RedrivenEvent | undefined {
  const command = commandOf(content);
  if (command) return ofCommand(command);
  const letter = UploadLetter.safeParse(content).data ?? payloadOf(content);
  const upload = UploadEvent.safeParse(letter?.event).data;
  return upload && ofUpload(upload);
}

const payloadOf = (content: unknown) => InvocationRecord.safeParse(content).data?.requestPayload;

function commandOf(content: unknown): GivenUpCommand | undefined {
  const letter = CommandLetter.safeParse(content).data;
  if (letter) return letter;
  const payload = payloadOf(content);
  const redriven = RedrivenCommand.safeParse(payload).data;
  if (redriven) return redriven.event.detail;
  const first = Command.safeParse(payload).data;
  return first && { rule: first.rule, event: first.event };
}

function ofCommand({ rule, event }: GivenUpCommand): RedrivenEvent {
  return {
    Source: redriveSource,
    DetailType: redrivenCommandType,
    Detail: JSON.stringify({ rule, event } satisfies GivenUpCommand),
    what: event['detail-type'],
    time: event.time,
  };
}

function ofUpload({ time, detail }: z.infer<typeof UploadEvent>): RedrivenEvent {
  const { since = time } = detail;
  const [what, Detail] = ['Object Created', JSON.stringify({ ...detail, since })];
  return { Source: redriveSource, DetailType: what, Detail, what, time: since };
}
