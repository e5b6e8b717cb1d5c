import {
  type ChatCompletionRequest,
  type ContentPart,
  hasScheme,
  type Message,
} from '../contract/chat.ts';
import type { MediaInput } from '../media/delivery.ts';
import type { MediaLimits } from '../media/limits.ts';
import { findVisionModel, videoLimits } from '../vision/models.ts';

type Change = (medium: MediaInput) => string;

/** OpenAI's formats; of sizes the provider says nothing (dashscope-api §9.1). */
const audioLimits: MediaLimits = {
  kind: 'audio',
  formats: ['wav', 'mp3'],
  maxBytes: videoLimits.maxBytes,
};

type Carrier = {
  readonly member: 'image_url' | 'video_url' | 'input_audio';
  readonly field: string;
  readonly limits: MediaLimits;
};

/** What a model takes as each kind of medium; where it takes none, the provider says so. */
type TakenMedia = { readonly image: MediaLimits; readonly video: MediaLimits };

/** The members of a part that carry media (dashscope-api §9.1). */
const carriersOf = ({ image, video }: TakenMedia): readonly Carrier[] => [
  { member: 'image_url', field: 'url', limits: image },
  { member: 'video_url', field: 'url', limits: video },
  { member: 'input_audio', field: 'data', limits: audioLimits },
];

/** Every medium of a conversation in its order; bare base64 is none, it travels as it is. */
export function mediaOf(request: ChatCompletionRequest): MediaInput[] {
  const found: MediaInput[] = [];
  mapMedia(request, (medium) => {
    found.push(medium);
    return medium.value;
  });
  return found;
}

/** The conversation with each medium changed, all else as it was. */
export function mapMedia({ model, messages }: ChatCompletionRequest, change: Change): Message[] {
  const { image, video } = findVisionModel(model).model;
  const taken = { image, video: video ?? videoLimits };
  return messages.map((message, index) => {
    if (!Array.isArray(message.content)) return message;
    const content = message.content.map((part, at) =>
      mapPart(part, `/messages/${index}/content/${at}`, taken, change),
    );
    return { ...message, content };
  });
}

function mapPart(
  part: ContentPart,
  pointer: string,
  taken: TakenMedia,
  change: Change,
): ContentPart {
  const changed: Record<string, unknown> = {};
  for (const { member, field, limits } of carriersOf(taken)) {
    const holder: Readonly<Record<string, unknown>> | undefined = part[member];
    const value = holder?.[field];
    if (typeof value !== 'string' || !hasScheme(value)) continue;
    const medium = { value, pointer: `${pointer}/${member}/${field}`, limits };
    changed[member] = { ...holder, [field]: change(medium) };
  }
  const video = part.video?.map((value, at) =>
    change({ value, pointer: `${pointer}/video/${at}`, limits: taken.image }),
  );
  return { ...part, ...changed, ...(video && { video }) };
}
