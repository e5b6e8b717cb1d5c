import { describe, expect, it } from 'vitest';
import { normaliseUsage } from '../../../../shared/video/task-usage.ts';
import { fixture } from '../../infra/local/dashscope/virtual-twin.ts';

const documented = fixture('usage') as Readonly<Record<string, Record<string, unknown>>>;
const seconds = (billed: number, output = billed, input = 0) => ({
  billed_seconds: billed,
  output_seconds: output,
  input_seconds: input,
});

describe('normaliseUsage', () => {
  it('reads every documented shape: what is billed is what came in and what went out', () => {
    for (const [family, raw] of Object.entries(documented)) {
      const usage = normaliseUsage(raw);
      expect(usage, family).toMatchObject({
        billed_seconds: raw.duration ?? raw.video_duration,
        output_seconds: expect.any(Number),
        input_seconds: expect.any(Number),
      });
      const { billed_seconds, output_seconds, input_seconds } = usage ?? {};
      expect(Number(output_seconds) + Number(input_seconds)).toBeCloseTo(Number(billed_seconds));
    }
  });

  const rows = [
    [
      { duration: 5, input_video_duration: 0, output_video_duration: 5, fps: 30, SR: 720 },
      { ...seconds(5), resolution: '720P', fps: 30 },
    ],
    [
      { duration: 10, size: '1280*720', input_video_duration: 5, output_video_duration: 5 },
      { ...seconds(10, 5, 5), size: '1280*720' },
    ],
    [
      { duration: '10', SR: '720' },
      { ...seconds(10), resolution: '720P' },
    ],
    [
      { video_duration: 5, video_ratio: '832*480' },
      { ...seconds(5), size: '832*480' },
    ],
    [{ video_duration: 5, video_ratio: 'standard', video_count: 1 }, seconds(5)],
    [{ duration: null, video_duration: 5, fps: null }, seconds(5)],
    [{ duration: '', video_duration: 5, input_video_duration: null }, seconds(5)],
    [
      { something: 'new', duration: 'soon', SR: {} },
      { billed_seconds: null, output_seconds: null, input_seconds: null },
    ],
  ] as const;
  it.each(rows)('makes of %j what every family says in other words', (raw, usage) => {
    expect(normaliseUsage(raw)).toEqual(usage);
  });

  it('says nothing while the provider has said nothing', () => {
    expect(normaliseUsage(null)).toBeNull();
  });
});
