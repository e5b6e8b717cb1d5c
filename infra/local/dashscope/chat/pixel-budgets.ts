/** Pixels a family looks at (dashscope-api §9.1, §11.1): areas in pixels, `patch` the side of one token. */
export type PixelBudget = {
  readonly patch: 28 | 32;
  readonly image: PixelRange;
  readonly frame: PixelRange;
  /** All frames of one video together. */
  readonly totalPixels: number;
};

/** The usual bounds apply where the request says nothing; a request moves them within `min` and `max`. */
export type PixelRange = {
  readonly min: number;
  readonly usualMin: number;
  readonly usualMax: number;
  readonly max: number;
};

const wideFrame = { min: 4_096, usualMin: 65_536, usualMax: 655_360, max: 2_048_000 };
const olderFrame = { min: 3_136, usualMin: 3_136, usualMax: 501_760, max: 602_112 };

/** `vl_high_resolution_images` looks at as many pixels as the family can. */
const imageRange = (min: number, usualMax: number, max: number): PixelRange => ({
  min,
  usualMin: min,
  usualMax,
  max,
});

export const pixelBudgets = {
  current: {
    patch: 32,
    image: imageRange(65_536, 2_621_440, 16_777_216),
    frame: wideFrame,
    totalPixels: 819_200_000,
  },
  vl3: {
    patch: 32,
    image: imageRange(65_536, 2_621_440, 16_777_216),
    frame: wideFrame,
    totalPixels: 134_217_728,
  },
  vl: {
    patch: 32,
    image: imageRange(4_096, 1_310_720, 16_777_216),
    frame: wideFrame,
    totalPixels: 134_217_728,
  },
  qvq: {
    patch: 28,
    image: imageRange(3_136, 1_003_520, 12_845_056),
    frame: olderFrame,
    totalPixels: 51_380_224,
  },
  ocr: {
    patch: 32,
    image: imageRange(3_072, 8_388_608, 30_720_000),
    frame: wideFrame,
    totalPixels: 134_217_728,
  },
  olderOcr: {
    patch: 28,
    image: imageRange(3_136, 6_422_528, 23_520_000),
    frame: olderFrame,
    totalPixels: 51_380_224,
  },
} as const satisfies Record<string, PixelBudget>;
