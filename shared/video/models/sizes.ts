/** Pixel sizes by tier up to wan2.6 (dashscope-api §3.13); newer models take a tier and a ratio. */
const sizes = {
  '480P': ['832*480', '480*832', '624*624'],
  '720P': ['1280*720', '720*1280', '960*960', '1088*832', '832*1088'],
  '1080P': ['1920*1080', '1080*1920', '1440*1440', '1632*1248', '1248*1632'],
} as const;

export type Tier = keyof typeof sizes;

/** Every `W*H` of these tiers. */
export function sizesOf(tiers: readonly Tier[]): readonly string[] {
  return tiers.flatMap((tier) => sizes[tier]);
}

/** 720P, else the nearest cheaper tier: what is sent where the provider would take a dearer one (trap 9). */
export function defaultTier(tiers: readonly Tier[]): Tier {
  return tiers.includes('720P') ? '720P' : '480P';
}

/** The first size of the default tier. */
export function defaultSize(tiers: readonly Tier[]): string {
  return sizes[defaultTier(tiers)][0];
}
