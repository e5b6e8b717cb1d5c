/**
 * In the place of `@smithy/core/event-streams`, which S3's client brings along for SelectObjectContent alone: no
 * function asks for that, and it is 15 KB.
 */
export const eventStreamSerdeProvider = (): never => {
  throw new Error('event streams are not bundled');
};

/** Settings without what event streams would add to them. */
export const resolveEventStreamSerdeConfig = <Settings>(settings: Settings): Settings => settings;
