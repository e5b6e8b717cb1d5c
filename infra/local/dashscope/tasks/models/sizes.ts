/** Output sizes (dashscope-api §3.13). A tier is the number in `720P`. */

export type Frame = { readonly width: number; readonly height: number };

const legacySizes: Readonly<Record<number, readonly string[]>> = {
  480: ['832*480', '480*832', '624*624'],
  720: ['1280*720', '720*1280', '960*960', '1088*832', '832*1088'],
  1080: ['1920*1080', '1080*1920', '1440*1440', '1632*1248', '1248*1632'],
};

/** VACE has a list of its own (dashscope-api §3.11). */
export const vaceSizes = ['1280*720', '720*1280', '960*960', '832*1088', '1088*832'] as const;

/** The `W*H` values that a model with these tiers takes. */
export function legacySizesOf(...tiers: readonly number[]): readonly string[] {
  return tiers.flatMap((tier) => legacySizes[tier] ?? []);
}

/** Tier of a legacy size: the one whose list holds it, otherwise the nearest in area. */
export function tierOf(frame: Frame): number {
  const area = frame.width * frame.height;
  const distance = (tier: number) => Math.abs(tierArea(tier) - area);
  return [480, 720, 1080].toSorted((a, b) => distance(a) - distance(b))[0] ?? 720;
}

function tierArea(tier: number): number {
  return tier === 480 ? 832 * 480 : (tier * tier * 16) / 9;
}

export function parseSize(size: string): Frame {
  const [width = 0, height = 0] = size.split('*').map(Number);
  return { width, height };
}

/** The 480P row of a ratio is not published: the same rule is taken for it as for the others. */
const publishedFrames: Readonly<Record<string, Frame>> = {
  '480 16:9': { width: 832, height: 480 },
  '480 9:16': { width: 480, height: 832 },
};

/**
 * Size of a tier and ratio: the short side at the nearest multiple of 16, the long side the longest one that stays within
 * the tier's area. Gives the documented table.
 */
export function frameOfRatio(tier: number, ratio: string): Frame {
  const published = publishedFrames[`${tier} ${ratio}`];
  if (published) return published;
  const [across = 16, down = 9] = ratio.split(':').map(Number);
  const [longer, shorter] = [Math.max(across, down), Math.min(across, down)];
  const [long, short] =
    longer * 9 === shorter * 16 ? wideSides(tier) : sides(tier, longer / shorter);
  return across >= down ? { width: long, height: short } : { width: short, height: long };
}

const wideSides = (tier: number) => [(tier * 16) / 9, tier] as const;

function sides(tier: number, aspect: number): readonly [long: number, short: number] {
  const area = tierArea(tier);
  const short = Math.round(Math.sqrt(area / aspect) / 16) * 16;
  return [Math.floor(area / short / 16) * 16, short];
}

/** Size that keeps a picture's shape at the tier's area, sides cut to multiples of 16 (dashscope-api §3.3). */
export function frameLike(shape: Frame, tier: number): Frame {
  const aspect = shape.width / shape.height;
  const blocks = (side: number) => Math.max(16, Math.floor(side / 16) * 16);
  const area = tierArea(tier);
  return { width: blocks(Math.sqrt(area * aspect)), height: blocks(Math.sqrt(area / aspect)) };
}
