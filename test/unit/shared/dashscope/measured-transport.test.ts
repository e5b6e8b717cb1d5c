import { describe, expect, it } from 'vitest';
import {
  ProviderKeyError,
  ProviderResponseError,
  ProviderSilentError,
} from '../../../../shared/dashscope/errors.ts';
import { measuredTransport } from '../../../../shared/dashscope/measured-transport.ts';
import type { Transport } from '../../../../shared/dashscope/transport.ts';
import { createLogger } from '../../../../shared/runtime/logger.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';

const call = { method: 'POST', path: '/x', body: { prompt: 'secret' }, timeoutSeconds: 1 } as const;
const refusal = (status: number, code: string) =>
  new ProviderResponseError({ status, code, message: 'no', requestId: 'r-1' });

/** What one call leaves in the log when the provider answers so after 250 ms. */
async function lineOf(answer: () => Promise<Response>): Promise<Record<string, unknown>> {
  const clock = createFakeClock();
  const lines: string[] = [];
  const logger = createLogger((line) => lines.push(line), { stage: 'dev' }, clock);
  const send: Transport = async () => {
    clock.advance(0.25);
    return answer();
  };
  await measuredTransport(send, logger, clock)(call).catch(() => undefined);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('secret');
  return JSON.parse(lines[0] ?? '');
}

describe('measuredTransport', () => {
  it('tells how long the answer took', async () => {
    const line = await lineOf(async () => new Response('{}'));
    expect(line).toMatchObject({ ProviderMilliseconds: 250, method: 'POST' });
    expect(Object.keys(line).filter((name) => /Throttles|Failures|Key/.test(name))).toEqual([]);
  });

  it.each([
    ['ProviderThrottles', refusal(429, 'Throttling.RateQuota')],
    ['ProviderKeyRejections', refusal(401, 'InvalidApiKey')],
    ['ProviderKeyRejections', new ProviderKeyError('no key')],
    ['ProviderFailures', refusal(500, 'InternalError')],
    ['ProviderFailures', refusal(403, 'AccessDenied')],
    ['ProviderFailures', new ProviderSilentError('nothing came', { timedOut: true })],
  ])('counts %s for what it is: %s', async (name, error) => {
    const line = await lineOf(() => Promise.reject(error));
    expect(line).toMatchObject({ [name]: 1, ProviderMilliseconds: 250 });
  });

  it('counts a caller’s mistake as nothing of the provider’s', async () => {
    const line = await lineOf(() => Promise.reject(refusal(400, 'InvalidParameter')));
    expect(line).toMatchObject({ provider_code: 'InvalidParameter', provider_request_id: 'r-1' });
    expect(Object.keys(line).filter((key) => /Throttles|Failures|Key/.test(key))).toEqual([]);
  });

  it('hands the error on as it is', async () => {
    const error = refusal(500, 'InternalError');
    const send = measuredTransport(
      () => Promise.reject(error),
      createLogger(() => {}, {}),
      createFakeClock(),
    );
    await expect(send(call)).rejects.toBe(error);
  });
});
