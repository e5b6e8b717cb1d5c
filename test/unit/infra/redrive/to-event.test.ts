import { describe, expect, it } from 'vitest';
import { toEvent } from '../../../../infra/redrive/to-event.ts';

const event = {
  id: 'e1',
  time: '2026-11-21T05:00:00Z',
  source: 'shop',
  'detail-type': 'video.create',
  detail: { request: {}, idempotency_key: 'order-7' },
};
const given = { rule: 'r', event };
const object = { key: 'inbox/r/a.png', sequencer: '1' };
const upload = { id: 'e2', detail: { object, redrive: 'vid_1' } };
const rules = Buffer.from('{}').toString('base64');

describe('a dead letter that is tried again', () => {
  it.each([
    ['of ours', { source: 'command', ...given, problem: {} }],
    ['of Lambda', { requestPayload: { rule: 'r', allows: { owner: 'acme' }, event } }],
    [
      'of Lambda, redriven before',
      { requestPayload: { rules, event: { id: 'e9', detail: given } } },
    ],
  ])('%s is its first event whole, and what its rule said then', (_, content) => {
    const sent = toEvent(content);
    expect(sent).toMatchObject({ Source: 'qwen-media.redrive', DetailType: 'command.redriven' });
    expect(sent).toMatchObject({ what: 'video.create', time: event.time });
    expect(JSON.parse(sent?.Detail ?? '')).toEqual(given);
  });

  const [first, since] = ['2026-11-21T05:00:00Z', '2026-11-20T05:00:00.000Z'];
  const older = { ...upload, time: first, detail: { ...upload.detail, since } };
  it.each([
    ['of ours', { source: 'upload', event: upload }, undefined],
    ['of Lambda', { requestPayload: { rules, event: { ...upload, time: first } } }, first],
    ['of ours, of an earlier event', { source: 'upload', event: older }, since],
    ['of Lambda, redriven before', { requestPayload: { rules, event: older } }, since],
  ])('%s about an upload is the event that it was, as old as at first', (_, content, age) => {
    const sent = toEvent(content);
    expect(sent).toMatchObject({ Source: 'qwen-media.redrive', DetailType: 'Object Created' });
    expect(JSON.parse(sent?.Detail ?? '')).toEqual({ ...upload.detail, since: age });
    expect(sent?.time).toBe(age);
  });

  it.each([[{}], [null], [{ source: 'webhook', event: {} }], [{ requestPayload: {} }]])(
    'is nothing of ours: %j',
    (content) => {
      expect(toEvent(content)).toBeUndefined();
    },
  );
});
