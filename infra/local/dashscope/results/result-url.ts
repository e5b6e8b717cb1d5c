import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Clock, ProviderError } from '../route.ts';
import { formatProviderTime } from '../tasks/provider-time.ts';
import type { Task } from '../tasks/task.ts';

/** Not a secret: whoever runs the twin may sign, and links stay valid when the twin is restarted. */
const signingKey = 'twin';
const accessKeyId = 'twin';

/** The address of a task's video, signed as OSS signs (dashscope-api §4.3); times in epoch milliseconds. */
export function signResultUrl(publicUrl: string, task: Task, expiresAt: number): string {
  const day = formatProviderTime(task.endedAt ?? task.submittedAt)
    .slice(0, 10)
    .replaceAll('-', '');
  const url = new URL(`/results/1d/${day}/${task.id}.mp4`, publicUrl);
  const expires = String(Math.floor(expiresAt / 1000));
  url.searchParams.set('Expires', expires);
  url.searchParams.set('OSSAccessKeyId', accessKeyId);
  url.searchParams.set('Signature', sign(url.pathname, expires));
  return url.href;
}

/** @throws ProviderError 403: altered, or too old, as OSS says it (dashscope-api §15) */
export function verifyResultUrl(url: URL, clock: Clock): void {
  const expires = url.searchParams.get('Expires') ?? '';
  const given = Buffer.from(url.searchParams.get('Signature') ?? '');
  const expected = Buffer.from(sign(url.pathname, expires));
  const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
  if (!isOurs || url.searchParams.get('OSSAccessKeyId') !== accessKeyId) {
    const message =
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
    throw new ProviderError(403, 'SignatureDoesNotMatch', message);
  }
  if (clock.now() >= Number(expires) * 1000) throw expiredRequest();
}

export function expiredRequest(): ProviderError {
  return new ProviderError(403, 'AccessDenied', 'Request has expired.');
}

/** OSS signature version 1; the verb is GET for HEAD too, so that one address serves both. */
function sign(path: string, expires: string): string {
  return createHmac('sha1', signingKey).update(`GET\n\n\n${expires}\n${path}`).digest('base64');
}
