import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createSchedules,
  type ScheduledRule,
  UnsupportedScheduleError,
} from '../../../../../infra/local/events/schedules.ts';

const arn = 'arn:aws:events:eu-central-1:000000000000:rule/EveryHour';
const rule = (scheduleExpression: string, target = {}): ScheduledRule => ({
  name: 'EveryHour',
  arn,
  scheduleExpression,
  targets: [{ arn: 'arn:sweep', ...target }],
});

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 4) }));
afterEach(() => void vi.useRealTimers());

function start(rules: ScheduledRule[], timeScale = 1, deliver = async () => {}) {
  const rung: { arn: string; input: unknown }[] = [];
  const errors: unknown[] = [];
  const schedules = createSchedules({
    region: 'eu-central-1',
    account: '000000000000',
    rules,
    timeScale,
    deliver: async (target, input) => {
      rung.push({ arn: target.arn, input });
      await deliver();
    },
    onError: (_rule, error) => errors.push(error),
  });
  return { schedules, rung, errors };
}

describe('createSchedules', () => {
  it('rings at once and then in every period', async () => {
    const { rung } = start([rule('rate(1 hour)')]);
    expect(rung).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3_599_999);
    expect(rung).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(rung).toHaveLength(2);
  });

  it.each([
    ['rate(1 minute)', 60],
    ['rate(5 minutes)', 300],
    ['rate(12 hours)', 43_200],
    ['rate(1 day)', 86_400],
  ])('understands %s', async (expression, seconds) => {
    const { rung } = start([rule(expression)]);
    await vi.advanceTimersByTimeAsync(seconds * 1000);
    expect(rung).toHaveLength(2);
  });

  it('is as much faster as the provider’s twin', async () => {
    const { rung } = start([rule('rate(1 hour)')], 36);
    await vi.advanceTimersByTimeAsync(200_000);
    expect(rung).toHaveLength(3);
  });

  it('sends the event that EventBridge sends, or the input that the target has', () => {
    const { rung } = start([rule('rate(1 hour)'), rule('rate(1 hour)', { input: '{"a":1}' })]);
    expect(rung[0]).toMatchObject({
      arn: 'arn:sweep',
      input: {
        'detail-type': 'Scheduled Event',
        source: 'aws.events',
        time: '2026-11-21T04:00:00Z',
        resources: [arn],
        detail: {},
      },
    });
    expect(rung[1]?.input).toEqual({ a: 1 });
  });

  it('rings again after a failure, which it tells', async () => {
    const { rung, errors } = start([rule('rate(1 hour)')], 1, async () => {
      throw new Error('planted');
    });
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect([rung.length, errors.length]).toEqual([2, 2]);
  });

  it('is silent once it is closed', async () => {
    const { schedules, rung } = start([rule('rate(1 hour)')]);
    schedules.close();
    await vi.advanceTimersByTimeAsync(7_200_000);
    expect(rung).toHaveLength(1);
  });

  it.each(['cron(0 * * * ? *)', 'rate(0 hours)', 'rate(1 week)', ''])(
    'refuses %j',
    (expression) => {
      expect(() => start([rule(expression)])).toThrow(UnsupportedScheduleError);
    },
  );
});
