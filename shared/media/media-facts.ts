/** What a file is. Sides in pixels; what cannot be told is absent. */
export type MediaFacts = {
  /** By the names of `MediaLimits.formats`. */
  readonly format: string;
  readonly width?: number;
  readonly height?: number;
  readonly seconds?: number;
  readonly framesPerSecond?: number;
  readonly hasAlpha?: boolean;
};
