import { lookup as systemLookup } from 'node:dns';
import { request as httpsRequest } from 'node:https';
import { webhookUrlProblem } from '../contract/webhook-url.ts';
import { PrivateAddressError, publicLookup } from '../media/public-lookup.ts';
import { timeoutSignal } from '../runtime/timeout-signal.ts';

type WebhookMessage = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Sends a webhook and returns the HTTP status, the answer's body unread. */
export type PostWebhook = (url: string, message: WebhookMessage) => Promise<number>;

const answerMilliseconds = 15_000;

/**
 * A sender that reaches public addresses on port 443 only and follows no redirect (design.md §5, I7).
 * Origins that are trusted exactly (a laptop's own) go through `fetch` unguarded.
 */
export function createPostWebhook(options: {
  trustedOrigins: readonly string[];
  fetch: typeof fetch;
  lookup?: typeof systemLookup;
}): PostWebhook {
  const { trustedOrigins, fetch, lookup = systemLookup } = options;
  return async (address, message) => {
    const problem = webhookUrlProblem(address, trustedOrigins);
    if (problem) throw new PrivateAddressError(problem);
    const url = new URL(address);
    const signal = timeoutSignal(answerMilliseconds);
    if (!trustedOrigins.includes(url.origin)) return post(url, message, signal, lookup);
    const init = { ...message, method: 'POST', redirect: 'manual', signal } as const;
    const response = await fetch(url, init);
    await response.body?.cancel();
    return response.status;
  };
}

function post(
  url: URL,
  { headers, body }: WebhookMessage,
  signal: AbortSignal,
  lookup: typeof systemLookup,
): Promise<number> {
  const options = { method: 'POST', headers, signal, lookup: publicLookup(lookup), agent: false };
  return new Promise((resolve, reject) => {
    const call = httpsRequest(url, options, (answer) => {
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    call.once('error', reject).end(body);
  });
}
