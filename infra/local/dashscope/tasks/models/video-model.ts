import type * as z from 'zod';
import type { MediaLimits } from './media-limits.ts';
import type { UsageKey } from './usage.ts';

/** Which part of the native path a model is submitted at (dashscope-api §2.1). */
export type VideoTask = 'video-generation' | 'image2video';

/** A request after its schema: every default filled in. */
export type VideoRequest = {
  readonly input: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, unknown>>;
};

/**
 * How long the output is: as requested; an edit's `duration` (0 = as the input); the first so many seconds of the
 * input; as the driving audio.
 */
type LengthRule =
  | { readonly kind: 'requested' | 'edited' | 'audio' }
  | { readonly kind: 'input'; readonly longest: number };

/** One row of the catalogue: everything the twin knows about a model. */
export type VideoModel = {
  readonly task: VideoTask;
  readonly submitsPerSecond: number;
  /** Tasks that run at once (dashscope-api §2.3). */
  readonly slots: number;
  readonly request: z.ZodType<VideoRequest>;
  /** Limits by role: an input field's name, or a `media[].type`. */
  readonly roles: Readonly<Record<string, MediaLimits>>;
  /** Roles that may not come together; found out by the task, not by the submit (dashscope-api §3.1). */
  readonly exclusive?: readonly [readonly string[], readonly string[]];
  /** Roles whose shape the output takes, first come first; those before `ratio` beat it. */
  readonly follows: readonly string[];
  readonly followsBeforeRatio?: readonly string[];
  /** The input's own size is kept when it is below the tier's (dashscope-api §3.11). */
  readonly neverEnlarges?: true;
  /** Tier where no parameter tells one. */
  readonly tier?: number;
  readonly length: LengthRule;
  /** Roles whose seconds are billed beside the output, and how many of them at most. */
  readonly billedInput?: { readonly roles: readonly string[]; readonly longest: number };
  /** Output and input seconds together (dashscope-api §3.1). */
  readonly longestInAll?: number;
  readonly usage: readonly UsageKey[];
  readonly fps?: number;
  readonly result: 'video_url' | 'results.video_url';
  /** Answers carry `actual_prompt` when `prompt_extend` is on (dashscope-api §4.3). */
  readonly actualPrompt: boolean;
  /** `parameter`: unless `audio` is false. */
  readonly sound: boolean | 'parameter';
  readonly slowness: number;
};
