import { describe, expect, it } from 'vitest';
import { createLogger, loggerOf } from '../../../../shared/runtime/logger.ts';
import { realWorld } from '../../../../shared/runtime/world.ts';

const clock = { now: () => new Date(1_700_000_000_000) };

function measured(measure: (logger: ReturnType<typeof createLogger>) => void): unknown {
  const lines: string[] = [];
  measure(createLogger((line) => lines.push(line), { stage: 'prod', route: 'getVideo' }, clock));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

describe('a measurement', () => {
  it('is a line that CloudWatch makes metrics of, by stage alone', () => {
    const line = measured((logger) =>
      logger.measure({ Requests: 1, RequestMilliseconds: 12 }, { owner: 'acme', status: 200 }),
    );
    expect(line).toEqual({
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: 'QwenMedia',
            Dimensions: [['stage']],
            Metrics: [
              { Name: 'Requests', Unit: 'Count' },
              { Name: 'RequestMilliseconds', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      stage: 'prod',
      route: 'getVideo',
      owner: 'acme',
      status: 200,
      Requests: 1,
      RequestMilliseconds: 12,
    });
  });

  it('carries no key and no query string', () => {
    const line = measured((logger) =>
      logger.measure({ Polls: 1 }, { said: 'sk-0123456789 at https://h.example/a?Signature=1' }),
    );
    expect(line).toMatchObject({ said: '[key] at https://h.example/a' });
  });
});

describe('the logger of a function', () => {
  it('names its stage in every line', () => {
    const lines: string[] = [];
    const environment = { STAGE: 'prod' };
    const log = (line: string) => void lines.push(line);
    loggerOf({ ...realWorld(), environment, log }, { id: 'vid_1' }).info('job.closed');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ stage: 'prod', id: 'vid_1' });
  });
});
