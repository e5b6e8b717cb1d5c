import { ServiceError } from '../contract/service-error.ts';
import { acceptedDays, daysSince } from '../dead-letters/letter-age.ts';

/**
 * When an event may become a job, in days from the time that it says it is of: whatever it has made is known for longer
 * than all of them together (`eventClaimDays`), so none can make a second one. A sender's clock may be a day ahead.
 */
export const commandDays = { before: 1, after: acceptedDays } as const;

/**
 * Holds a command against the time of its first event.
 * @throws ServiceError `invalid_parameter` for one whose job nobody could tell any more, or could not for long enough
 */
export function checkAge(time: string, now: Date): void {
  const days = daysSince(time, now);
  if (days > commandDays.after)
    throw new ServiceError(
      'invalid_parameter',
      `The event is of ${time}: after ${commandDays.after} days nobody knows whether it was done. Send the command anew.`,
    );
  if (days < -commandDays.before)
    throw new ServiceError(
      'invalid_parameter',
      `The event is of ${time}, which is yet to come. Send the command without a Time.`,
    );
}
