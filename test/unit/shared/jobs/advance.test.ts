import { describe, expect, it } from 'vitest';
import type { JobPhase } from '../../../../shared/contract/job.ts';
import { advance, type Change } from '../../../../shared/jobs/advance.ts';
import {
  cancelled,
  copy,
  error,
  failed,
  freeze,
  inPhase,
  now,
  output,
  provider,
  samples,
  submittedAt,
  unbilled,
} from './advance-samples.ts';

const types = Object.keys(samples) as Change['type'][];
/** What each change makes of each phase; whatever is not named is absorbed. */
const moves: { [Type in Change['type']]: Partial<Record<JobPhase, JobPhase>> } = {
  intend: { admission: 'submitting' },
  withdraw: { submitting: 'admission' },
  doubt: { submitting: 'submitting' },
  repeat: { submitting: 'submitting' },
  refuse: { submitting: 'closing' },
  accept: { admission: 'waiting', submitting: 'waiting', closing: 'closing', closed: 'closed' },
  observe: { waiting: 'waiting' },
  render: { waiting: 'archiving' },
  requestCancel: { submitting: 'submitting', waiting: 'waiting' },
  announce: {
    admission: 'admission',
    submitting: 'submitting',
    waiting: 'waiting',
    archiving: 'archiving',
    closing: 'closing',
    closed: 'closed',
  },
  copy: { archiving: 'archiving' },
  expire: { waiting: 'waiting', archiving: 'archiving' },
  abandon: { admission: 'closing' },
  decide: {
    admission: 'closing',
    submitting: 'closing',
    waiting: 'closing',
    archiving: 'closing',
  },
  close: { closing: 'closed' },
  continue: {
    admission: 'admission',
    submitting: 'submitting',
    waiting: 'waiting',
    archiving: 'archiving',
    closing: 'closing',
  },
  recover: { closed: 'waiting' },
};
const table = types.flatMap((type) =>
  Object.entries(inPhase).map(([phase, record]) => ({
    type,
    phase: phase as JobPhase,
    record,
    to: moves[type][phase as JobPhase],
  })),
);

describe('advance', () => {
  it.each(table)('$type in $phase leads to $to', ({ type, phase, record, to }) => {
    const next = advance(freeze(record), samples[type], now);
    expect(next.phase).toBe(to ?? phase);
    expect(next === record).toBe(to === undefined);
    expect(next.timeline.length).toBe(record.timeline.length + (to === undefined ? 0 : 1));
  });

  it('announces a timeout and remembers the recovery', () => {
    const expired = advance(inPhase.waiting, samples.expire, now);
    expect(expired).toMatchObject({ phase: 'waiting', status: 'timed_out', error });
    const steps: Change[] = [samples.observe, samples.render, samples.decide, samples.close];
    const end = steps.reduce((record, one) => advance(record, one, now), expired);
    expect(end).toMatchObject({
      phase: 'closed',
      status: 'completed',
      completed_at: now.toISOString(),
      recovered_at: now.toISOString(),
      error: null,
      output,
    });
  });

  it('recovers nothing when the video came in time', () => {
    const steps: Change[] = [samples.render, samples.decide, samples.close];
    const end = steps.reduce((record, one) => advance(record, one, now), inPhase.waiting);
    expect(end).toMatchObject({ status: 'completed', recovered_at: null });
  });

  it('keeps a job timed out while its provider goes on', () => {
    const expired = advance(inPhase.waiting, samples.expire, now);
    expect(advance(expired, samples.observe, now).status).toBe('timed_out');
    expect(advance(expired, samples.render, now).status).toBe('timed_out');
  });

  it('dates the start of a render from the first poll that saw it', () => {
    const later = new Date('2026-11-21T04:40:00Z');
    const seen = advance(inPhase.waiting, samples.observe, now);
    const again = { type: 'observe', facts: { task_status: 'RUNNING' }, running: true } as const;
    expect(seen).toMatchObject({ status: 'in_progress', started_at: now.toISOString() });
    expect(advance(seen, again, later)).toBe(seen);
  });

  it('writes down what a failed task’s last poll said', () => {
    const facts = { task_status: 'FAILED' };
    const record = advance(inPhase.waiting, { type: 'decide', verdict: failed, facts }, now);
    expect(record.provider).toMatchObject({ task_id: 't0', task_status: 'FAILED' });
  });

  const outlived = ['withdraw', 'doubt', 'refuse'] as const;
  it.each(outlived)('lets no submit that is over %s the one that came after it', (type) => {
    const late = { ...samples[type], intentId: 'another' };
    expect(advance(inPhase.submitting, late, now)).toBe(inPhase.submitting);
  });

  it('remembers when somebody first asked to cancel', () => {
    const later = new Date('2026-11-21T04:40:00Z');
    const asked = advance(inPhase.waiting, samples.requestCancel, now);
    expect(asked.cancel_requested_at).toBe(now.toISOString());
    expect(advance(asked, samples.requestCancel, later)).toBe(asked);
  });

  it('notes every announcement once', () => {
    const told = advance(inPhase.waiting, samples.announce, now);
    const names = ['queued', 'started'];
    expect(advance(told, samples.announce, now)).toBe(told);
    expect(advance(told, { type: 'announce', names }, now).announced).toEqual(names);
  });

  it('lets the first of two copies stand that begin at once, and replaces only the one named', () => {
    const other = { ...copy, upload_id: 'u2' };
    const begun = advance(inPhase.archiving, samples.copy, now);
    expect(begun.copy).toEqual(copy);
    expect(advance(begun, { type: 'copy', copy: other, replaces: null }, now)).toBe(begun);
    const again = advance(begun, { type: 'copy', copy: other, replaces: 'u1' }, now);
    expect(again.copy).toEqual(other);
    expect(advance(again, samples.decide, now).copy).toBeNull();
  });

  it('never counts continuations backwards', () => {
    const third = advance(inPhase.waiting, { type: 'continue', continuation: 3 }, now);
    expect(third.continuations).toBe(3);
    expect(advance(third, samples.continue, now)).toBe(third);
  });

  it('takes a job up again only when it may have been billed, and only with its own task', () => {
    const refused = { ...inPhase.closed, error: unbilled };
    const known = { ...inPhase.closed, provider };
    expect(advance(refused, samples.recover, now)).toBe(refused);
    expect(advance(known, samples.recover, now)).toBe(known);
    expect(advance(known, { ...samples.recover, taskId: 't0' }, now)).toMatchObject({
      phase: 'waiting',
      status: 'failed',
      submitted_at: submittedAt,
      verdict: null,
    });
  });

  it('keeps a job timed out that turns out to have been cancelled, and calls it not billed', () => {
    const expired = advance(inPhase.waiting, samples.expire, now);
    const steps: Change[] = [{ type: 'decide', verdict: cancelled }, samples.close];
    const end = steps.reduce((record, one) => advance(record, one, now), expired);
    expect(end).toMatchObject({ phase: 'closed', status: 'timed_out', error: unbilled });
  });

  it('writes a task down once, even when it shows up after the end', () => {
    const late = advance(inPhase.closed, samples.accept, now);
    expect(late.provider).toMatchObject({ task_id: 't1', request_id: 'r1' });
    expect(advance(late, { ...samples.accept, taskId: 't2' }, now)).toBe(late);
  });
});
