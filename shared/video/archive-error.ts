/** A result could not be copied or is not what it must be; the provider still has it, so trying again helps. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly code = 'archive_failed';
  readonly retryable = true;
}
