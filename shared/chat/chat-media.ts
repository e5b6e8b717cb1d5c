import { type ContentPart, hasScheme, type Message } from '../contract/chat.ts';
import type { MediaInput } from '../media/delivery.ts';
import type { MediaLimits } from '../media/limits.ts';
import { imageLimits, videoLimits } from '../vision/models.ts';

type Change = (medium: MediaInput) => string;

/** OpenAI's formats; of sizes the provider says nothing (dashscope-api §9.1). */
const audioLimits: MediaLimits = {
  kind: 'audio',
  formats: ['wav', 'mp3'],
  maxBytes: videoLimits.maxBytes,
};

/** The member of a part that carries its medium, and what it may be (dashscope-api §9.1). */
const carriers = [
  { member: 'image_url', field: 'url', limits: imageLimits },
  { member: 'video_url', field: 'url', limits: videoLimits },
  { member: 'input_audio', field: 'data', limits: audioLimits },
] as const;

/** Every medium of a conversation in its order; bare base64 is none, it travels as it is. */
export function mediaOf(messages: readonly Message[]): MediaInput[] {
  const found: MediaInput[] = [];
  mapMedia(messages, (medium) => {
    found.push(medium);
    return medium.value;
  });
  return found;
}

/** The conversation with each medium changed, all else as it was. */
export function mapMedia(messages: readonly Message[], change: Change): Message[] {
  return messages.map((message, index) => {
    if (!Array.isArray(message.content)) return message;
    const content = message.content.map((part, at) =>
      mapPart(part, `/messages/${index}/content/${at}`, change),
    );
    return { ...message, content };
  });
}

function mapPart(part: ContentPart, pointer: string, change: Change): ContentPart {
  const changed: Record<string, unknown> = {};
  for (const { member, field, limits } of carriers) {
    const holder: Readonly<Record<string, unknown>> | undefined = part[member];
    const value = holder?.[field];
    if (typeof value !== 'string' || !hasScheme(value)) continue;
    const medium = { value, pointer: `${pointer}/${member}/${field}`, limits };
    changed[member] = { ...holder, [field]: change(medium) };
  }
  const video = part.video?.map((value, at) =>
    change({ value, pointer: `${pointer}/video/${at}`, limits: imageLimits }),
  );
  return { ...part, ...changed, ...(video && { video }) };
}
