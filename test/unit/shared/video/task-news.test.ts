import { describe, expect, it } from 'vitest';
import type { Task } from '../../../../shared/dashscope/tasks.ts';
import { changeOf } from '../../../../shared/video/task-news.ts';
import { createRecord } from '../../../support/fake-record.ts';

const record = { ...createRecord(), submitted_at: '2026-11-21T04:00:00.000Z' };
const running = (times: Partial<Task['output']>): Task => ({
  output: { task_id: 't1', task_status: 'RUNNING', ...times },
});

describe('changeOf', () => {
  const rows = [
    [
      'counts the queue from the submit, whatever the zone of the provider’s times is',
      { submit_time: '2026-11-21 12:00:01.250', scheduled_time: '2026-11-21 12:07:01.250' },
      '2026-11-21T04:07:00.000Z',
    ],
    ['knows no start without times', {}, undefined],
    [
      'knows none when they contradict each other',
      { submit_time: '2026-11-21 12:00:01.250', scheduled_time: '2026-11-21 11:00:00.000' },
      undefined,
    ],
    [
      'knows none when they cannot be read',
      { submit_time: '2026-11-21 12:00:01.250', scheduled_time: 'soon' },
      undefined,
    ],
  ] as const;
  it.each(rows)('%s', (_name, times, startedAt) => {
    expect(changeOf(running(times), record, new Date(record.created_at))).toEqual({
      type: 'observe',
      facts: { task_status: 'RUNNING' },
      running: true,
      startedAt,
    });
  });
});
