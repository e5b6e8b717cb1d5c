/** What the provider takes as one medium (dashscope-api §3, §10). Sides in pixels, ratio long side / short side. */
export type MediaLimits = {
  readonly kind: 'image' | 'video' | 'audio';
  /** Of jpeg png bmp webp tiff heic gif · mp4 mov avi mkv flv wmv · wav mp3. */
  readonly formats: readonly string[];
  readonly maxBytes: number;
  readonly minSide?: number;
  readonly maxSide?: number;
  readonly maxPixels?: number;
  readonly minRatio?: number;
  readonly maxRatio?: number;
  readonly minSeconds?: number;
  readonly maxSeconds?: number;
  readonly minFps?: number;
  readonly maxFps?: number;
  /** The provider takes an address of it only, never base64. */
  readonly byAddress?: true;
  /** An image without an alpha channel. */
  readonly opaque?: true;
};
