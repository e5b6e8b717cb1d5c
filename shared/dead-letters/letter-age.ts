import { letterDays } from './dead-letter.ts';

const dayMilliseconds = 24 * 3600 * 1000;

/**
 * How long after its time an event may still become a job, in days: less than what it made is known by it
 * (`eventClaimDays`), so that none makes a second one; a letter that is tried again on its last day has two more, for
 * EventBridge's and Lambda's attempts.
 */
export const acceptedDays = letterDays + 2;

/** @param time ISO 8601 */
export function daysSince(time: string, now: Date): number {
  return (now.getTime() - new Date(time).getTime()) / dayMilliseconds;
}

/** Whether a letter of an event of that time can still be tried again. */
export function isRedrivable(time: string, now: Date): boolean {
  return daysSince(time, now) <= letterDays;
}
