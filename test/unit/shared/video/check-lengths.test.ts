import { describe, expect, it } from 'vitest';
import type { CreateVideoRequest } from '../../../../shared/contract/video.ts';
import { checkLengths } from '../../../../shared/video/check-lengths.ts';
import { VideoCatalogue } from '../../../../shared/video/models/catalogue.ts';
import { planVideo } from '../../../../shared/video/plan-video.ts';

const catalogue = new VideoCatalogue();
const problemsOf = (request: CreateVideoRequest, seconds: Record<string, number>) =>
  checkLengths(planVideo(catalogue, request), new Map(Object.entries(seconds)));

describe('checkLengths', () => {
  const going = { model: 'wan2.7-i2v', first_clip_url: 'job:vid_1' };
  const clips: [CreateVideoRequest, number, string[]][] = [
    // a video of the usual five seconds, gone on with for the usual five seconds
    [going, 5, ['/duration']],
    [going, 5.04, ['/duration']],
    [going, 4.9, ['/duration']],
    [going, 4.8, []],
    [{ ...going, duration: 10 }, 5.04, []],
    [{ ...going, duration: 8 }, 10, ['/duration']],
  ];
  it.each(clips)('of %j with a clip of %d s says %j', (request, seconds, pointers) => {
    const problems = problemsOf(request, { '/first_clip_url': seconds });
    expect(problems.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('finds the clip among the elements of media too', () => {
    const media = [{ type: 'first_clip', url: 'job:vid_1' }];
    const [problem] = problemsOf({ model: 'wan2.7-i2v', media }, { '/media/0/url': 5 });
    expect(problem?.detail).toBe(
      'The duration counts the first_clip, which has 5.0 s: with 5 s nothing new would be made.',
    );
  });

  it('says nothing of a clip that nobody has measured', () => {
    expect(problemsOf(going, {})).toEqual([]);
  });
});
