import { createHash } from 'node:crypto';
import * as z from 'zod';

/** A letter of ours: a command or an upload that nothing could be made of. */
const Letter = z.object({ source: z.enum(['command', 'upload']), event: z.looseObject({}) });
/** Lambda's record of an event that no attempt could handle. */
const InvocationRecord = z.object({ requestPayload: z.looseObject({ event: z.looseObject({}) }) });

const CommandEvent = z.object({
  id: z.string(),
  source: z.string(),
  'detail-type': z.string(),
  detail: z.looseObject({ redriven: z.string().optional() }),
});
const UploadEvent = z.object({ detail: z.looseObject({ object: z.looseObject({}) }) });

export type RedrivenEvent = {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
};

/**
 * The event that tries a dead letter again; `undefined` for what is no command and no upload. A command
 * names its first event, so that both are one job. An upload whose job had failed is told to run again; one that never became a job just goes on.
 */
export function toEvent(key: string, content: unknown): RedrivenEvent | undefined {
  const letter = Letter.safeParse(content).data;
  const event = letter?.event ?? InvocationRecord.safeParse(content).data?.requestPayload.event;
  const command = CommandEvent.safeParse(event).data;
  if (command) return ofCommand(command);
  const upload = UploadEvent.safeParse(event).data;
  return upload && ofUpload(upload.detail, letter && digestOf(key));
}

function ofCommand(event: z.infer<typeof CommandEvent>): RedrivenEvent {
  const { id, source, detail } = event;
  const told = { ...detail, redriven: detail.redriven ?? id };
  return { Source: source, DetailType: event['detail-type'], Detail: JSON.stringify(told) };
}

function ofUpload(detail: object, redrive: string | undefined): RedrivenEvent {
  const told = redrive === undefined ? detail : { ...detail, redrive };
  return {
    Source: 'qwen-media.redrive',
    DetailType: 'Object Created',
    Detail: JSON.stringify(told),
  };
}

/**
 * The same however often a letter is redriven: because an earlier redrive died before the letter was removed, or
 * because the letter was written once more. Another failure has another key.
 */
function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
