import { describe, expect, it } from 'vitest';
import { signWebhook } from '../../../../shared/events/sign-webhook.ts';

describe('signWebhook', () => {
  // the vector that the libraries of Standard Webhooks test themselves with
  it('signs the published example as published', () => {
    const headers = signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      at: new Date(1_614_265_330_000),
      body: '{"test": 2432232314}',
    });
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('gives whole seconds', () => {
    const message = { id: 'id', at: new Date(1_614_265_330_999), body: '' };
    expect(signWebhook('whsec_AAAA', message)['webhook-timestamp']).toBe('1614265330');
  });
});
