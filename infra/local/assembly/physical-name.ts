import { createHash } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** What a generated name is made from; equal origins give equal names at every start. */
export type NameOrigin = { readonly stack: string; readonly logicalId: string };

/** Capital letters and digits derived from the origin, standing in for CloudFormation's random ones. */
export function suffixOf(origin: NameOrigin, length: number, purpose = 'name'): string {
  const digest = createHash('sha256')
    .update(`${origin.stack}/${origin.logicalId}/${purpose}`)
    .digest();
  return Array.from(digest.subarray(0, length), (byte) => ALPHABET[byte % ALPHABET.length]).join(
    '',
  );
}

/** `stack-LogicalId-SUFFIX`, the logical id shortened until the whole fits. */
export function stackQualifiedName(origin: NameOrigin, maxLength: number): string {
  const suffix = suffixOf(origin, 12);
  const stack = origin.stack.slice(0, 24);
  const room = maxLength - stack.length - suffix.length - 2;
  return `${stack}-${origin.logicalId.slice(0, room)}-${suffix}`;
}

/** `LogicalId-SUFFIX`, as state machines, secrets and event buses get. */
export function logicalName(origin: NameOrigin, maxLength: number): string {
  const suffix = suffixOf(origin, 12);
  return `${origin.logicalId.slice(0, maxLength - suffix.length - 1)}-${suffix}`;
}

/** A short lower-case id, as API Gateway gives to everything it owns. */
export function shortId(origin: NameOrigin, length: number, purpose = 'id'): string {
  return suffixOf(origin, length, purpose).toLowerCase();
}
