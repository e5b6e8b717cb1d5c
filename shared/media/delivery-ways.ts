import * as z from 'zod';

/** The setting `MEDIA_DELIVERY` (design.md §5). */
export const DeliveryMode = z.enum(['auto', 'presigned', 'oss', 'inline']);
export type DeliveryMode = z.infer<typeof DeliveryMode>;

export type MediaPurpose = 'vision' | 'video';

/** How our bytes get to the provider: it fetches them from S3, from its own temporary storage, or they are in the body. */
export type Way = 'presigned' | 'oss' | 'inline';

const preferences: Readonly<Record<DeliveryMode, Readonly<Record<MediaPurpose, readonly Way[]>>>> =
  {
    auto: {
      // a vision call fetches at once, so a signature need not last
      vision: ['presigned', 'inline', 'oss'],
      // a queued task fetches hours later; a signature ends with the role's session (aws-facts §6)
      video: ['inline', 'oss', 'presigned'],
    },
    presigned: { vision: ['presigned', 'inline', 'oss'], video: ['presigned', 'inline', 'oss'] },
    oss: { vision: ['oss', 'presigned'], video: ['oss', 'presigned'] },
    inline: { vision: ['inline', 'oss', 'presigned'], video: ['inline', 'oss', 'presigned'] },
  };

/** The ways in order of preference; each is passed over where it is not possible. */
export function waysOf(mode: DeliveryMode, purpose: MediaPurpose): readonly Way[] {
  return preferences[mode][purpose];
}
