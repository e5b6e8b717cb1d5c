import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { ProviderError } from '../route.ts';
import type { UploadOwner } from './upload-store.ts';

const secret = 'twin-upload-secret';

export const ossAccessKeyId = 'LTAI5tTwinTwinTwinTwinTw';
export const bucket = 'dashscope-file-mgr';
export const policySeconds = 300;

/** What every upload's form must repeat (dashscope-api §6). */
export const formHeaders = {
  'x-oss-object-acl': 'private',
  'x-oss-forbid-overwrite': 'true',
} as const;

const Policy = z.object({
  expiration: z.string(),
  conditions: z.array(z.union([z.array(z.unknown()), z.record(z.string(), z.string())])),
});

export type Policy = z.infer<typeof Policy>;

type PolicyRequest = {
  readonly uploadDirectory: string;
  readonly maxBytes: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
};

/** A policy for one directory, encoded and signed as OSS wants it. */
export function signPolicy({ uploadDirectory, maxBytes, expiresAt }: PolicyRequest) {
  const document: Policy = {
    expiration: new Date(expiresAt).toISOString(),
    conditions: [
      ['content-length-range', 0, maxBytes],
      ['starts-with', '$key', uploadDirectory],
      { bucket },
      ...Object.entries(formHeaders).map(([name, value]) => ({ [name]: value })),
    ],
  };
  const policy = Buffer.from(JSON.stringify(document)).toString('base64');
  return { policy, signature: signatureOf(policy) };
}

function signatureOf(policy: string): string {
  return createHmac('sha1', secret).update(policy).digest('base64');
}

/** Opens a policy. Throws ProviderError 403 when its signature is not ours or its time has passed. */
export function openPolicy(policy: string, signature: string, now: number): Policy {
  const [expected, given] = [Buffer.from(signatureOf(policy)), Buffer.from(signature)];
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    throw new ProviderError(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  const document = Policy.parse(JSON.parse(Buffer.from(policy, 'base64').toString('utf8')));
  if (now >= Date.parse(document.expiration)) throw policyRefusal('Policy expired.');
  return document;
}

/** The directory that a policy of ours lets its holder write to. */
export function directoryOfPolicy({ conditions }: Policy): string {
  const rule = conditions.find((condition) => Array.isArray(condition) && condition[1] === '$key');
  return Array.isArray(rule) ? String(rule[2]) : '';
}

export function policyRefusal(reason: string): ProviderError {
  return new ProviderError(403, 'AccessDenied', `Invalid according to Policy: ${reason}`);
}

/** Grants by upload directory: which model and key a policy was made for. */
export type UploadGrants = Map<string, UploadOwner & { readonly expiresAt: number }>;
