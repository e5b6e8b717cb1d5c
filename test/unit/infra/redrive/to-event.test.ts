import { describe, expect, it } from 'vitest';
import { toEvent } from '../../../../infra/redrive/to-event.ts';

const command = {
  id: 'e1',
  source: 'shop',
  'detail-type': 'video.create',
  detail: { request: {} },
};
const object = { key: 'inbox/r/a.png', sequencer: '1' };
const upload = { id: 'e2', detail: { object, redrive: 'vid_1' } };

describe('a dead letter that is tried again', () => {
  it.each([
    ['of ours', { source: 'command', event: command }],
    ['of Lambda', { requestPayload: { rule: 'r', allows: {}, event: command } }],
  ])('%s is the command that it was, and names its event', (_, content) => {
    const event = toEvent(content);
    expect(event).toMatchObject({ Source: 'shop', DetailType: 'video.create' });
    expect(JSON.parse(event?.Detail ?? '')).toEqual({ request: {}, redriven: 'e1' });
  });

  it('and that was a repeat itself names the first event, beside its own key', () => {
    const detail = { request: {}, idempotency_key: 'order-7', redriven: 'e0' };
    const event = toEvent({ source: 'command', event: { ...command, detail } });
    expect(JSON.parse(event?.Detail ?? '')).toEqual(detail);
  });

  it.each([
    ['of ours', { source: 'upload', event: upload }],
    ['of Lambda', { requestPayload: { rules: 'e30=', event: upload } }],
  ])('%s about an upload is the event that it was', (_, content) => {
    const event = toEvent(content);
    expect(event).toMatchObject({ Source: 'qwen-media.redrive', DetailType: 'Object Created' });
    expect(JSON.parse(event?.Detail ?? '')).toEqual(upload.detail);
  });

  it.each([[{}], [null], [{ source: 'webhook', event: {} }], [{ requestPayload: {} }]])(
    'is nothing of ours: %j',
    (content) => {
      expect(toEvent(content)).toBeUndefined();
    },
  );
});
