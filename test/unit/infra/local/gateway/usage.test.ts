import { describe, expect, it } from 'vitest';
import { createUsage } from '../../../../../infra/local/gateway/usage.ts';
import { allow, answerOf, apiKey, echo, securedApi, serve } from './sample-api.ts';

function clockAt(start: string) {
  let time = new Date(start).getTime();
  return {
    now: () => new Date(time),
    set: (next: string) => {
      time = new Date(next).getTime();
    },
    addSeconds: (seconds: number) => {
      time += seconds * 1000;
    },
  };
}

describe('createUsage', () => {
  it('lets a burst pass, then the rate', () => {
    const clock = clockAt('2026-11-21T00:00:00Z');
    const use = createUsage({ throttle: { rateLimit: 2, burstLimit: 3 } }, clock.now);
    for (const _request of [1, 2, 3]) use('a');
    expect(() => use('a')).toThrow('Too Many Requests');
    clock.addSeconds(0.5);
    use('a');
    expect(() => use('a')).toThrow('Too Many Requests');
    clock.addSeconds(3600);
    for (const _request of [1, 2, 3]) use('a');
    expect(() => use('a')).toThrow('Too Many Requests');
  });

  it('counts every key on its own', () => {
    const clock = clockAt('2026-11-21T00:00:00Z');
    const use = createUsage({ throttle: { rateLimit: 1, burstLimit: 1 } }, clock.now);
    use('a');
    use('b');
    expect(() => use('b')).toThrow('Too Many Requests');
  });

  const periods = [
    {
      period: 'DAY',
      from: '2026-11-21T10:00:00Z',
      same: '2026-11-21T23:59:59Z',
      next: '2026-11-22T00:00:00Z',
    },
    {
      period: 'WEEK',
      from: '2026-11-18T10:00:00Z',
      same: '2026-11-21T23:59:59Z',
      next: '2026-11-22T00:00:00Z',
    },
    {
      period: 'MONTH',
      from: '2026-11-21T10:00:00Z',
      same: '2026-11-30T23:59:59Z',
      next: '2026-12-01T00:00:00Z',
    },
  ] as const;

  it.each(periods)('starts a quota again with the next $period', ({ period, from, same, next }) => {
    const clock = clockAt(from);
    const use = createUsage({ quota: { limit: 1, period } }, clock.now);
    use('a');
    clock.set(same);
    expect(() => use('a')).toThrow('Limit Exceeded');
    clock.set(next);
    use('a');
  });
});

describe('usage plans', () => {
  it('answer 429 to a key beyond its rate', async () => {
    const throttle = { rateLimit: 1, burstLimit: 2 };
    const url = await serve(
      securedApi({ usagePlans: [{ id: 'p', stages: [], throttle }] }),
      { authorize: ({ authorizationToken }) => allow(authorizationToken), echo },
      clockAt('2026-11-21T00:00:00Z'),
    );
    const headers = { authorization: `Bearer ${apiKey.value}` };
    const answers = await Promise.all([1, 2, 3].map(() => answerOf(`${url}/secret`, { headers })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 429]);
  });

  it('have no place for keys where the stage has no plan', async () => {
    const url = await serve(securedApi({ usagePlans: [] }), {
      authorize: ({ authorizationToken }) => allow(authorizationToken),
    });
    const headers = { authorization: `Bearer ${apiKey.value}` };
    expect((await answerOf(`${url}/secret`, { headers })).status).toBe(403);
  });
});
