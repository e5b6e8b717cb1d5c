/** A pattern that EventBridge would refuse, or that uses a filter which is not served here. */
export class InvalidEventPatternError extends Error {
  override readonly name = 'InvalidEventPatternError';
  readonly code = 'InvalidEventPatternException';
}
