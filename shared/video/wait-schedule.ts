/** Waits between polls, in the provider's seconds (design.md §4, Few polls). */
const limits = {
  PENDING: { shortest: 30, longest: 120, shareOfElapsed: 0.25 },
  RUNNING: { shortest: 20, longest: 30, shareOfElapsed: 0.15 },
  /** The deadline has passed; the result is kept for 24 hours. */
  slow: { shortest: 300, longest: 900, shareOfElapsed: 0.1 },
} as const;

/**
 * How long to wait before the next poll: a share of the time already spent, so that few polls
 * notice a long render late by a small part of it.
 */
export function waitSeconds(situation: {
  taskStatus: string | null;
  elapsedSeconds: number;
  slow: boolean;
}): number {
  const { taskStatus, elapsedSeconds, slow } = situation;
  const state = taskStatus === 'RUNNING' ? 'RUNNING' : 'PENDING';
  const { shortest, longest, shareOfElapsed } = limits[slow ? 'slow' : state];
  return Math.min(longest, Math.max(shortest, Math.round(elapsedSeconds * shareOfElapsed)));
}
