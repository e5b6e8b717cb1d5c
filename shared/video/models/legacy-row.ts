import type { FieldRule } from './field-rule.ts';
import type { Tier } from './sizes.ts';
import type { Fields, VideoModel } from './video-model.ts';

/** What tells the models up to wan2.6 apart; the rest of a row is their family's. */
export type LegacyRow = Pick<VideoModel, 'id' | 'regions'> &
  Partial<VideoModel> & {
    readonly tiers: readonly Tier[];
    readonly duration: FieldRule;
    readonly promptCharacters?: number;
    readonly extra?: Fields;
  };
