import { describe, expect, it } from 'vitest';
import { expectedRenderSeconds } from '../../../../shared/video/render-time.ts';

describe('expectedRenderSeconds', () => {
  const rows = [
    ['five seconds in 720P', { duration: 5, size: '1280*720' }, 100],
    ['a request without a length', {}, 100],
    ['a length that the model chooses', { duration: -1, resolution: '720P' }, 100],
    ['ten seconds', { duration: 10, size: '720*1280' }, 140],
    ['five seconds in 1080P by size', { duration: 5, size: '1920*1080' }, 200],
    ['the same by resolution', { duration: 5, resolution: '1080P' }, 200],
    ['a large square', { duration: 5, size: '1440*1440' }, 200],
    ['a small square', { duration: 5, size: '960*960' }, 100],
  ] as const;
  it.each(rows)('%s', (_name, request, seconds) => {
    expect(expectedRenderSeconds({ typical_seconds: null, request })).toBeCloseTo(seconds);
  });
});
