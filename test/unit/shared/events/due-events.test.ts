import { describe, expect, it } from 'vitest';
import { dueEvents, eventsOf } from '../../../../shared/events/due-events.ts';
import { histories, sampleRecord, secondAfterStart } from './sample-record.ts';

/** What is told of each history, and at which second each thing happened. */
const told = {
  created: { queued: 0 },
  running: { queued: 0, started: 3 },
  completed: { queued: 0, started: 3, completed: 5 },
  failed: { queued: 0, failed: 3 },
  cancelled: { queued: 0, cancelled: 2 },
  timed_out: { queued: 0, timed_out: 2 },
  expired: { queued: 0, timed_out: 3 },
  recovered: { queued: 0, started: 4, timed_out: 3, recovered: 6 },
} as const satisfies Record<keyof typeof histories, object>;

const names = Object.keys(histories) as (keyof typeof histories)[];

describe('eventsOf', () => {
  it.each(names)('tells of a %s job what happened and when', (name) => {
    const events = eventsOf(sampleRecord(histories[name]));
    const expected = Object.entries(told[name]).map(([event, second]) => ({
      name: event,
      at: secondAfterStart(second),
    }));
    expect(events).toEqual(expected);
  });

  it('keeps the time of an end when the record changes afterwards', () => {
    const announced = { type: 'announce', names: ['queued'] } as const;
    const record = sampleRecord([...histories.failed, announced]);
    expect(eventsOf(record).at(-1)).toEqual({ name: 'failed', at: secondAfterStart(3) });
  });
});

describe('dueEvents', () => {
  it('leaves out what was told', () => {
    const record = sampleRecord(histories.completed, { announced: ['queued', 'completed'] });
    expect(dueEvents(record).map(({ name }) => name)).toEqual(['started']);
  });
});
