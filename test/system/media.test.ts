import { beforeAll, describe, expect, it } from 'vitest';
import { VideoJob } from '../../shared/contract/video.ts';
import { problemOf } from '../support/caller.ts';
import { patience, untilClosed } from '../support/jobs.ts';
import { photo } from '../support/media.ts';
import { firstOwner, otherOwners } from '../support/system.ts';

const owner = firstOwner();
const prompt = 'What happens here?';

/** A photograph that no request to the provider could carry: bytes after the picture belong to the file. */
function largePhoto(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(7_500_000);
  bytes.set(photo());
  return bytes;
}

let first: VideoJob;
let fromLargePhoto: VideoJob;
beforeAll(async () => {
  const img_url = await owner.upload('rocket.jpg', 'image/jpeg', largePhoto());
  [first, fromLargePhoto] = await Promise.all(
    [
      { prompt: 'A rocket on its way', duration: 2 },
      { img_url, duration: 2 },
    ].map(async (request) => untilClosed(owner, (await owner.createVideo(request)).id)),
  ).then(([one, other]) => [VideoJob.parse(one), VideoJob.parse(other)]);
}, patience);

const analyze = (fields: object, by = owner) =>
  by.post('/v1/vision/analyze', { prompt, max_tokens: 50, ...fields });

describe('a photograph that is too large for a submit', () => {
  it('becomes a video all the same', () => {
    expect(fromLargePhoto).toMatchObject({ status: 'completed', mode: 'i2v', error: null });
  });
});

describe('the video of a finished job', () => {
  it(
    'is edited by the next one',
    async () => {
      const media = [{ type: 'video', url: `job:${first.id}` }];
      const request = { model: 'wan2.7-videoedit', prompt: 'Now at night', media };
      const edited = await untilClosed(owner, (await owner.createVideo(request)).id);
      expect(edited).toMatchObject({ status: 'completed', error: null });
    },
    patience,
  );

  it.each([
    ['by the job’s id', () => `job:${first.id}`],
    ['by its object', () => first.output?.video.s3_uri],
  ])('is analysed without being downloaded, %s', async (_name, video) => {
    const reply = await analyze({ video: video() });
    expect([reply.status, reply.text]).toEqual([200, expect.stringContaining('vision.result')]);
  });

  it('is held against what a field takes', async () => {
    const problem = problemOf(await analyze({ image: `job:${first.id}` }));
    expect(problem).toMatchObject({ code: 'invalid_media', errors: [{ pointer: '/image' }] });
  });

  it('is nothing to another owner', async () => {
    const [stranger] = otherOwners();
    if (!stranger) return expect(otherOwners()).toEqual([]);
    for (const video of [`job:${first.id}`, first.output?.video.s3_uri]) {
      const problem = problemOf(await analyze({ video }, stranger));
      expect(problem).toMatchObject({ status: 400, code: 'invalid_media' });
    }
  });
});
