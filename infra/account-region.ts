/**
 * The AWS region that a command works in; `undefined` leaves it to the profile. The SDK for JavaScript does not know the
 * variable that the AWS CLI reads.
 */
export function accountRegion(
  named: string | undefined,
  { AWS_REGION, AWS_DEFAULT_REGION }: NodeJS.ProcessEnv = process.env,
): string | undefined {
  return named ?? (AWS_REGION || AWS_DEFAULT_REGION || undefined);
}
