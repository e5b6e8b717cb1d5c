/** A result could not be copied or is not what it must be; the provider still has it, so trying again helps. */
export class ArchiveError extends Error {
  override readonly name: string = 'ArchiveError';
  readonly code = 'archive_failed';
  readonly retryable = true;
}

/** What was received is not the finished video: none of it is worth keeping. */
export class WrongResultError extends ArchiveError {
  override readonly name = 'WrongResultError';
}

/** The provider's server is in trouble for the moment; the same attempt may go on where it was. */
export class ResultUnavailableError extends Error {
  override readonly name = 'ResultUnavailableError';
  readonly code = 'result_unavailable';
  readonly retryable = true;
}
