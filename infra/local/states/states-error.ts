/**
 * An error of a state as Retry and Catch see it: `name` is what `ErrorEquals` matches, `message` the Cause.
 * The interpreter reads `isRetryable` and `isCatchable` and obeys them, wildcards included.
 */
export class StatesError extends Error {
  override readonly name: string;
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(name: string, cause: string, handled = { isRetryable: true, isCatchable: true }) {
    super(cause);
    this.name = name;
    this.isRetryable = handled.isRetryable;
    this.isCatchable = handled.isCatchable;
  }
}

/** An error that neither Retry nor Catch can hold, as `States.Runtime` is. */
export const terminalError = (name: string, cause: string): StatesError =>
  new StatesError(name, cause, { isRetryable: false, isCatchable: false });
