/** Bytes of JSON that Step Functions carries between states, and takes as input: aws-facts §3. */
const maxPayloadBytes = 256 * 1024;

export const isOverLimit = (json: string): boolean => Buffer.byteLength(json) > maxPayloadBytes;

/** The error name and cause of a payload that is too large. */
export const dataLimitExceeded = {
  error: 'States.DataLimitExceeded',
  cause:
    'The state/task returned a result with a size exceeding the maximum number of bytes service limit.',
} as const;
