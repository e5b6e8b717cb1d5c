/**
 * A refusal in the words of an AWS service: `code` becomes the SDK error's `name`.
 * `status` is the HTTP status, 400 for everything a caller can mend.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}
