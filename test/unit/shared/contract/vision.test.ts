import { describe, expect, it } from 'vitest';
import { AnalyzeVisionRequest } from '../../../../shared/contract/vision.ts';

const image = 'https://host.example/a.jpg';
const request = { prompt: 'What is this?', image };
const problemsOf = (body: unknown) =>
  AnalyzeVisionRequest.safeParse(body).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('AnalyzeVisionRequest', () => {
  const media = [
    { image },
    { images: [image] },
    { video: image },
    { video_frames: [image, image, image, image] },
  ];
  it.each(media)('takes %o', (fields) => {
    expect(problemsOf({ prompt: 'Look.', ...fields })).toEqual([]);
  });

  const edges: [string, unknown, unknown][] = [
    ['images', [image], []],
    ['fps', 0.1, 0.09],
    ['fps', 10, 10.1],
    ['max_tokens', 1, 0],
    ['max_tokens', 131_072, 131_073],
    ['max_tokens', 5, 5.5],
    ['temperature', 0, -0.1],
    ['temperature', 1.99, 2],
    ['thinking_budget', 1, 0],
    ['thinking_budget', 81_920, 81_921],
    ['min_pixels', 1, 0],
    ['max_pixels', 30_720_000, 30_720_001],
    ['detail', 'high', 'best'],
    ['stream', true, 'true'],
    ['enable_thinking', false, 'no'],
    ['prompt', 'x'.repeat(100_000), 'x'.repeat(100_001)],
    ['prompt', 'x', ''],
  ];
  it.each(edges)('takes %s up to its edge and not beyond', (name, inside, outside) => {
    const base = name === 'images' ? { prompt: 'Look.' } : request;
    expect(problemsOf({ ...base, [name]: inside })).toEqual([]);
    expect(problemsOf({ ...base, [name]: outside }).map((path) => path.split('.')[0])).toEqual([
      name,
    ]);
  });

  it('needs four frames', () => {
    const frames = (count: number) => ({
      prompt: 'Look.',
      video_frames: Array.from({ length: count }, () => image),
    });
    expect(problemsOf(frames(4))).toEqual([]);
    expect(problemsOf(frames(3))).toEqual(['video_frames']);
  });

  it('asks for media when there are none, and for one when there are several', () => {
    expect(problemsOf({ prompt: 'Look.' })).toEqual(['image']);
    expect(problemsOf({ ...request, video: image })).toEqual(['image', 'video']);
  });

  it('tells everything that is wrong at once', () => {
    const body = { image: 'file:///etc/passwd', fps: 99, speed: 1, images: [image, 'nothing'] };
    expect(problemsOf(body).sort()).toEqual([
      '',
      'fps',
      'image',
      'image',
      'images',
      'images.1',
      'prompt',
    ]);
  });

  it.each([null, [], 'text', 7])('does not take %j for a request', (body) => {
    expect(problemsOf(body)).toEqual(['']);
  });
});
