import { describe, expect, it } from 'vitest';
import { VisionResult } from '../../../shared/contract/vision.ts';
import { problemOf } from '../../support/caller.ts';
import { largePhoto, largeVideo } from '../../support/large-media.ts';
import { photo } from '../../support/media.ts';
import { firstOwner } from '../../support/system.ts';

const owner = firstOwner();
const prompt = 'What is this?';
const image = `data:image/jpeg;base64,${Buffer.from(photo()).toString('base64')}`;

async function ask(kind: string, request: object): Promise<VisionResult> {
  const reply = await owner.post(`/v1/vision/${kind}`, request);
  if (reply.status !== 200) throw new Error(reply.text);
  return VisionResult.parse(reply.json);
}

describe('an answer with a schema', () => {
  const schema = {
    type: 'object',
    required: ['title'],
    properties: { title: { type: 'string' } },
  };

  it('is parsed and fits, after a second try if need be', async () => {
    const result = await ask('analyze', {
      ...{ image, schema },
      prompt: `${prompt} [[chat:unfit_json]]`,
    });
    expect(result.json).toEqual({ title: expect.any(String) });
    expect(result.warnings.map(({ code }) => code)).toEqual([
      'thinking_disabled',
      'structured_output_repaired',
    ]);
  });

  it('is 502 with its text when it never fits', async () => {
    const request = { image, schema, prompt: `${prompt} [[chat:never_fit]]` };
    const problem = problemOf(await owner.post('/v1/vision/analyze', request));
    expect(problem).toMatchObject({ status: 502, code: 'structured_output_invalid' });
    expect(problem.text).toContain('unfit');
  });
});

describe('large media', () => {
  it('of 60 MB, a video, is analysed', async () => {
    const video = await owner.upload('clip.mp4', 'video/mp4', await largeVideo(60_000_000));
    const { text } = await ask('analyze', { video, prompt, max_tokens: 500 });
    expect(text).toContain('60000000 bytes');
  });

  it('of 9 MB, a photo, is analysed', async () => {
    const uploaded = await owner.upload('photo.png', 'image/png', await largePhoto(9_000_000));
    const { text } = await ask('analyze', { image: uploaded, prompt, max_tokens: 500 });
    expect(text).toContain('1733×1733');
  });

  it('of 25 MB, a photo, is refused with the limit', async () => {
    const uploaded = await owner.upload('photo.png', 'image/png', await largePhoto(25_000_000));
    const reply = await owner.post('/v1/vision/analyze', { image: uploaded, prompt });
    expect(problemOf(reply)).toMatchObject({
      status: 400,
      errors: [
        { pointer: '/image', code: 'invalid_media', detail: expect.stringMatching(/20.?000.?000/) },
      ],
    });
  });
});
