import type { PixelBudget } from './pixel-budgets.ts';

export type Sides = { readonly width: number; readonly height: number };

type Bounds = { readonly min: number; readonly max: number };

const piece = /\s?(?:\p{Script=Han}|[\p{L}\p{N}]{1,6}|[^\p{L}\p{N}\s])|\s/gu;

/** Cuts a text into the twin's tokens: joined, they are the text again. The provider's own are not published. */
export function tokenise(text: string): string[] {
  return text.match(piece) ?? [];
}

/** As many tokens as `tokenise` would cut, without keeping them: a prompt may be megabytes long. */
export function countTokens(text: string): number {
  let count = 0;
  for (const _token of text.matchAll(piece)) count += 1;
  return count;
}

/** Tokens of one image (dashscope-api §9.1). */
export function countImageTokens(sides: Sides, bounds: Bounds, patch: number): number {
  const scaled = fitPixels(sides, bounds, patch);
  return (scaled.width * scaled.height) / patch ** 2 + 2;
}

/** Tokens of so many frames of one size (dashscope-api §9.1). */
export function countVideoTokens(
  frames: number,
  sides: Sides,
  bounds: Bounds,
  budget: PixelBudget,
): number {
  const max = Math.max(bounds.min, Math.min(bounds.max, budget.totalPixels / frames));
  const scaled = fitPixels(sides, { min: bounds.min, max }, budget.patch);
  const frameTokens = (scaled.width * scaled.height) / budget.patch ** 2;
  return Math.ceil(frames / 2) * frameTokens + 2;
}

/** Frames read from a file of so many seconds: even, at least 4 (dashscope-api §9.1). */
export function countFrames(seconds: number, framesPerSecond: number, maxFrames: number): number {
  const frames = Math.min(maxFrames, Math.max(4, Math.round(seconds * framesPerSecond)));
  return frames - (frames % 2);
}

/** Sides rounded to whole patches, their area scaled into the bounds. */
function fitPixels({ width, height }: Sides, { min, max }: Bounds, patch: number): Sides {
  const area = wholePatches(width, patch, Math.round) * wholePatches(height, patch, Math.round);
  const [round, target] = area > max ? [Math.floor, max] : [Math.ceil, min];
  const scale = area > max || area < min ? Math.sqrt(target / (width * height)) : 1;
  const fit = scale === 1 ? Math.round : round;
  return {
    width: wholePatches(width * scale, patch, fit),
    height: wholePatches(height * scale, patch, fit),
  };
}

function wholePatches(side: number, patch: number, round: (value: number) => number): number {
  return Math.max(1, round(side / patch)) * patch;
}
