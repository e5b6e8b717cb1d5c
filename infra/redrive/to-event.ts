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
 * names its first event, so that both are one job. The letter of an upload says itself in whose place a job is wanted;
 * without that, the upload becomes the one job that it is.
 */
export function toEvent(content: unknown): RedrivenEvent | undefined {
  const letter = Letter.safeParse(content).data;
  const event = letter?.event ?? InvocationRecord.safeParse(content).data?.requestPayload.event;
  const command = CommandEvent.safeParse(event).data;
  if (command) return ofCommand(command);
  const upload = UploadEvent.safeParse(event).data;
  return upload && ofUpload(upload.detail);
}

function ofCommand(event: z.infer<typeof CommandEvent>): RedrivenEvent {
  const { id, source, detail } = event;
  const told = { ...detail, redriven: detail.redriven ?? id };
  return { Source: source, DetailType: event['detail-type'], Detail: JSON.stringify(told) };
}

function ofUpload(detail: object): RedrivenEvent {
  return {
    Source: 'qwen-media.redrive',
    DetailType: 'Object Created',
    Detail: JSON.stringify(detail),
  };
}
