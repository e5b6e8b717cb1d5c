/** A field that is given; with `is` or `isNot`, one whose value is, or is not, among these. */
export type Condition = {
  readonly field: string;
  readonly is?: readonly (string | boolean | number)[];
  readonly isNot?: readonly (string | boolean | number)[];
  /** A field that is not given counts too: its default is among the values meant. */
  readonly orAbsent?: true;
};

/** What must hold between fields, as data (dashscope-api §3). `media` stands for any element of `media[]`. */
export type Requirement =
  /** At least one of these. */
  | { readonly rule: 'any_of'; readonly fields: readonly string[] }
  /** Exactly one of these. */
  | { readonly rule: 'one_of'; readonly fields: readonly string[] }
  | { readonly rule: 'requires'; readonly when: Condition; readonly holds: Condition }
  /** Two arrays of the same length; the second may be left out beside a single element. */
  | { readonly rule: 'same_length'; readonly fields: readonly [string, string] }
  /** The duration that media of this role leave; each takes `secondsEach` of it. */
  | {
      readonly rule: 'duration_beside';
      readonly role: string;
      readonly maximum: number;
      readonly secondsEach?: number;
    }
  /** How long media of these roles are together, with the duration of the video or without it. */
  | {
      readonly rule: 'seconds_in_all';
      readonly roles: readonly string[];
      readonly maximum: number;
      readonly withDuration?: true;
    }
  /** The duration counts a medium of this role: what is no longer than it would be paid for and show nothing new. */
  | { readonly rule: 'duration_beyond'; readonly role: string }
  /** The provider takes the field and does nothing with it: the caller is warned. */
  | { readonly rule: 'no_effect'; readonly field: string; readonly when?: Condition };
