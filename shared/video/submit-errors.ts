/** What SubmitTask throws; the names are the state machine's error names (design.md §4). */
class SubmitError extends Error {
  readonly retryable: boolean;

  constructor(message: string, retryable: boolean) {
    super(message);
    this.retryable = retryable;
  }
}

/** The provider said no and nothing was made; the record says why. */
export class Refused extends SubmitError {
  override readonly name = 'Refused';
  readonly code = 'refused';

  constructor(message: string) {
    super(message, false);
  }
}

/** The provider could not be asked, or asked us to come again later; nothing was made. */
export class Throttled extends SubmitError {
  override readonly name = 'Throttled';
  readonly code = 'throttled';

  constructor(message: string) {
    super(message, true);
  }
}

/** The admission deadline passed before the provider took the job; nothing was made. */
export class AdmissionExpired extends SubmitError {
  override readonly name = 'AdmissionExpired';
  readonly code = 'admission_expired';

  constructor(message: string) {
    super(message, false);
  }
}

/** A task may exist: nobody may submit again before FindTask has looked. */
export class SubmissionUnknown extends SubmitError {
  override readonly name = 'SubmissionUnknown';
  readonly code = 'submission_unknown';

  constructor(message: string) {
    super(message, false);
  }
}
