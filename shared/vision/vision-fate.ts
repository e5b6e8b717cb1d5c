import type { JobError } from '../contract/job.ts';
import type { ProblemCode } from '../contract/problem.ts';
import { ServiceError } from '../contract/service-error.ts';
import { AnswerBrokenError } from '../dashscope/errors.ts';
import { jobError } from '../jobs/job-error.ts';
import { hasLostAnswer, type JobRecord } from '../jobs/job-record.ts';

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

/** Codes of failures after which nothing was made, and of those after which something may have been. */
const nothingMade = new Set<ProblemCode>(['provider_unavailable']);
const maybeMade = new Set<ProblemCode>(['provider_error', 'provider_timeout']);
const madeInVain = new Set<ProblemCode>(['structured_output_invalid']);

/** Whether a lost answer may be asked for again: once, so that what is paid in vain stays below two answers' price. */
export function asksAgain(record: JobRecord): boolean {
  return !hasLostAnswer(record);
}

/**
 * What a failed call makes of a job: an error to be thrown for another attempt, or how the job ends. After an answer
 * was lost, no later refusal makes the job one that cost nothing.
 */
export function fateOf(record: JobRecord, error: unknown): Error | JobError {
  const known = error instanceof ServiceError ? error : ours;
  const { code, message, status } = known;
  if (nothingMade.has(code)) return new Throttled(message);
  const isMaybeMade = maybeMade.has(code) || !(error instanceof ServiceError);
  if (isMaybeMade && asksAgain(record)) return new AnswerLost(message);
  const isLost = hasLostAnswer(record);
  return jobError({
    code,
    message: isLost ? `${message} ${lostBefore}` : message,
    stage: 'submit',
    retryable: status >= 500,
    maybe_billed: isMaybeMade || isMadeInVain(known) || isLost,
  });
}

const ours = new ServiceError('internal_error', 'Something failed on our side.');

/** A refusal costs nothing when it comes instead of the first token (dashscope-api §9.4), and says so of itself. */
function isMadeInVain({ code, cause, extras }: ServiceError): boolean {
  const isPerhapsOutput = code === 'content_policy' && extras.stage !== 'input';
  return madeInVain.has(code) || isPerhapsOutput || cause instanceof AnswerBrokenError;
}

const lostBefore = 'An earlier answer was lost on its way and may have been billed.';

/** How a job ends that the provider was too busy for until its admission deadline. */
export function neverAdmitted(record: JobRecord): JobError {
  const isLost = hasLostAnswer(record);
  return jobError({
    code: 'admission_timeout',
    message: `The provider was too busy to answer in time${isLost ? `. ${lostBefore}` : '; nothing was made.'}`,
    stage: 'submit',
    retryable: true,
    maybe_billed: isLost,
  });
}

/** How a job ends whose answers were lost as often as they may be. */
export const answerLost: JobError = jobError({
  code: 'answer_lost',
  message: 'The answer was lost on its way, twice; both may have been billed.',
  stage: 'submit',
  retryable: true,
  maybe_billed: true,
});
