import type { JobError } from '../contract/job.ts';
import type { ProblemCode } from '../contract/problem.ts';
import { ServiceError } from '../contract/service-error.ts';
import { jobError } from '../jobs/job-error.ts';
import type { JobRecord } from '../jobs/job-record.ts';

/** The provider was too busy or not to be reached: nothing was asked, and later may do. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
  readonly code = 'throttled';
  readonly retryable = true;
}

/** An answer may have been made and paid for that never came. */
class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
  readonly code = 'answer_lost';
  readonly retryable = true;
}

/** How often a lost answer is asked for again: what is paid in vain stays below the price of two answers. */
const mostRepeats = 1;

/** Codes of failures after which nothing was made, and of those after which something may have been. */
const nothingMade = new Set<ProblemCode>(['provider_unavailable']);
const maybeMade = new Set<ProblemCode>(['provider_error', 'provider_timeout']);
const madeInVain = new Set<ProblemCode>(['structured_output_invalid']);

/** Whether a lost answer of this job may be asked for again. */
export function asksAgain({ timeline }: JobRecord): boolean {
  return timeline.filter(({ event }) => event === 'repeat').length < mostRepeats;
}

/** What a failed call makes of a job: an error to be thrown for another attempt, or how the job ends. */
export function fateOf(record: JobRecord, error: unknown): Error | JobError {
  const { code, message, status } = known(error);
  if (nothingMade.has(code)) return new Throttled(message);
  const isMaybeMade = maybeMade.has(code);
  if ((isMaybeMade || !(error instanceof ServiceError)) && asksAgain(record))
    return new AnswerLost(message);
  const maybe_billed = isMaybeMade || madeInVain.has(code) || !(error instanceof ServiceError);
  return jobError({ code, message, stage: 'submit', retryable: status >= 500, maybe_billed });
}

const ours = new ServiceError('internal_error', 'Something failed on our side. Try again.');

function known(error: unknown): ServiceError {
  return error instanceof ServiceError ? error : ours;
}

/** How a job ends whose answers were lost as often as they may be. */
export const answerLost: JobError = jobError({
  code: 'answer_lost',
  message: 'The answer was lost on its way, twice; both may have been billed.',
  stage: 'submit',
  retryable: true,
  maybe_billed: true,
});
