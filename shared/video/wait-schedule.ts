/** A wait that is a share of the time already spent, in the provider's seconds. */
type Growth = { readonly shortest: number; readonly longest: number; readonly share: number };

/** The render's usual time is over; later waits grow (design.md §4, Few polls). */
const overdue: Growth = { shortest: 10, longest: 30, share: 1 };
/** The deadline has passed; the result is kept for 24 hours. */
const slow: Growth = { shortest: 300, longest: 900, share: 0.1 };
const search: Growth = { shortest: 30, longest: 120, share: 0.25 };
const queueSeconds = 120;
/** A poll just before the end would have to be made again. */
const marginSeconds = 5;

const grow = ({ shortest, longest, share }: Growth, seconds: number) =>
  Math.min(longest, Math.max(shortest, Math.round(seconds * share)));

/** Where a task stands, in the provider's seconds. */
export type Situation = {
  /** `null` while nobody has seen the task. */
  readonly taskStatus: string | null;
  /** Since the render began, or since the submit while it has not. */
  readonly elapsedSeconds: number;
  /** How long such a render usually takes. */
  readonly expectedSeconds: number;
  /** Nobody waits for it any more. */
  readonly slow: boolean;
};

/** How long to wait before the next poll: until the usual end of the render, and then ever longer; 120 s in the queue. */
export function waitSeconds(situation: Situation): number {
  const { taskStatus, elapsedSeconds, expectedSeconds } = situation;
  if (situation.slow) return grow(slow, elapsedSeconds);
  if (taskStatus === 'PENDING') return queueSeconds;
  const left = Math.ceil(expectedSeconds - elapsedSeconds);
  return left > 0 ? left + marginSeconds : grow(overdue, -left);
}

/** How long to wait before the provider's list is searched again for a task whose submit's answer was lost. */
export function searchWaitSeconds(elapsedSeconds: number): number {
  return grow(search, elapsedSeconds);
}
