import { isPrivateHost } from '../media/addresses.ts';
import type { FieldProblem } from './problem.ts';

/**
 * Why an address may not be sent webhooks, in words that say what would be accepted; `undefined` when it may.
 * @param trustedOrigins exact origins that are exempt: a laptop's own (design.md §5)
 */
export function webhookUrlProblem(
  address: string,
  trustedOrigins: readonly string[],
): string | undefined {
  const url = URL.parse(address);
  if (!url) return 'This is not a URL.';
  if (url.username || url.password) return 'A URL must not carry a user or password.';
  if (trustedOrigins.includes(url.origin)) return undefined;
  if (url.protocol !== 'https:') return 'Give an https:// URL.';
  if (url.port !== '') return 'Webhooks are sent to port 443 only.';
  if (isPrivateHost(url.hostname)) return `${url.hostname} is not a public host.`;
  return undefined;
}

/** What is wrong with the webhook of a request, in the form of every other field's problem. */
export function webhookProblems(
  { webhook_url }: { readonly webhook_url?: string },
  trustedOrigins: readonly string[],
): FieldProblem[] {
  const detail =
    webhook_url === undefined ? undefined : webhookUrlProblem(webhook_url, trustedOrigins);
  return detail ? [{ pointer: '/webhook_url', code: 'invalid_parameter', detail }] : [];
}
