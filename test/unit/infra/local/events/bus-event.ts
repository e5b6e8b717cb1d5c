import type { BusEvent } from '../../../../../infra/local/events/event.ts';

/** An event of a finished video, with fields of choice. */
export const busEvent = (fields: Partial<BusEvent> = {}): BusEvent => ({
  version: '0',
  id: 'e-1',
  'detail-type': 'video.completed',
  source: 'qwen-media',
  account: '123456789012',
  time: '2026-11-21T08:00:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: { id: 'vid_1', seconds: 5, tags: ['a', 'b'] },
  ...fields,
});
