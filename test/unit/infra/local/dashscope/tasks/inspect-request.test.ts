import { describe, expect, it } from 'vitest';
import { encodeVideo } from '../../../../../../infra/local/dashscope/media/encode-video.ts';
import { dataUri, sampleBmp, samplePicture, sampleWav } from '../media/sample-media.ts';
import { createVirtualTwin, type Json, type MediaShelf, mediaOrigin } from '../virtual-twin.ts';
import { endpointOf, picture, sampleRequest, shelf, videoUrl } from './sample-requests.ts';

const clear = { r: 0, g: 0, b: 0, alpha: 0 };
const inlinePicture = dataUri(await samplePicture('webp', 640, 480), 'image/webp');
const clip = await encodeVideo({ width: 320, height: 240, seconds: 4, sound: false });

const files: MediaShelf = {
  ...shelf,
  'clip.mp4': { bytes: clip, mime: 'video/mp4' },
  'small.jpg': { bytes: await samplePicture('jpeg', 200, 300), mime: 'image/jpeg' },
  'long.jpg': { bytes: await samplePicture('jpeg', 4000, 300), mime: 'image/jpeg' },
  'clear.png': { bytes: await samplePicture('png', 300, 300, clear), mime: 'image/png' },
  'moving.gif': { bytes: await samplePicture('gif', 300, 300), mime: 'image/gif' },
  'big.bmp': { bytes: sampleBmp(2400, 1600), mime: 'image/bmp' },
  'short.wav': { bytes: sampleWav(1), mime: 'audio/wav' },
  'long.wav': { bytes: sampleWav(31), mime: 'audio/wav' },
  'page.html': { bytes: Buffer.from('<html></html>'), mime: 'text/html' },
};

const at = (file: string) => `${mediaOrigin}/${file}`;
const media = (...elements: [type: string, url: string][]) => ({
  media: elements.map(([type, url]) => ({ type, url })),
});

describe('media of a task', () => {
  it.each<[model: string, input: Json, code: string]>([
    ['wan2.6-i2v', { img_url: at('small.jpg') }, 'InvalidFile.Resolution'],
    ['wan2.6-i2v', { img_url: at('long.jpg') }, 'InvalidFile.AspectRatio'],
    ['wan2.6-i2v', { img_url: at('clear.png') }, 'InvalidFile.Format'],
    ['wan2.6-i2v', { img_url: at('moving.gif') }, 'InvalidFile.Format'],
    ['wan2.6-i2v', { img_url: at('clip.mp4') }, 'InvalidFile.Format'],
    ['wan2.2-i2v-flash', { img_url: at('big.bmp') }, 'InvalidFile.Size'],
    ['wan2.6-i2v', { img_url: at('nothing.jpg') }, 'BadRequest.InputDownloadFailed'],
    ['wan2.6-i2v', { img_url: 'http://127.0.0.1:9/x.jpg' }, 'InvalidURL.ConnectionRefused'],
    ['wan2.6-i2v', { img_url: 'file:///etc/passwd' }, 'InvalidURL'],
    ['wan2.6-t2v', { audio_url: at('short.wav') }, 'InvalidFile.Duration'],
    ['wan2.6-t2v', { audio_url: at('long.wav') }, 'InvalidFile.Duration'],
    ['wan2.6-t2v', { audio_url: dataUri(sampleWav(5), 'audio/wav') }, 'InvalidURL'],
    ['wan2.7-i2v', media(['first_clip', dataUri(clip, 'video/mp4')]), 'InvalidURL'],
    [
      'wan3.0-video',
      media(...Array<[string, string]>(4).fill(['reference_video', videoUrl])),
      'InvalidFile.Duration',
    ],
    [
      'wan3.0-video',
      media(['first_frame', picture], ['reference_image', picture]),
      'InvalidParameter',
    ],
    ['wan2.2-s2v', { audio_url: at('long.wav') }, 'InvalidFile.Duration'],
  ])('%s with %j fails in the task with %s', async (model, input, code) => {
    const twin = createVirtualTwin({}, files);
    const { output } = await twin.finish(sampleRequest(model, { input }), endpointOf(model));
    expect(output).toMatchObject({ task_status: 'FAILED', code });
    expect((await twin.tasks())[0]).toMatchObject({ billed_seconds: 0 });
  });

  it('words the exclusive modes of wan3.0 as documented', async () => {
    const input = media(['last_frame', picture], ['reference_audio', at('short.wav')]);
    const twin = createVirtualTwin({}, files);
    const { output } = await twin.finish(sampleRequest('wan3.0-video', { input }));
    expect(output.message).toBe(
      'The two modes are mutually exclusive. Do not pass reference_xx and first_frame/last_frame at the same time.',
    );
  });

  it.each<[model: string, input: Json]>([
    ['wan2.6-i2v', { img_url: inlinePicture }],
    ['wan2.6-r2v', { reference_urls: [picture, videoUrl] }],
    ['wan2.7-i2v', media(['first_clip', videoUrl], ['last_frame', picture])],
    ['wan2.7-videoedit', media(['video', videoUrl], ['reference_image', picture])],
    ['wan3.0-video', media(['link', 'https://example.com/page'], ['reference_video', videoUrl])],
    ['wan2.2-animate-move', {}],
  ])('%s with %j succeeds', async (model, input) => {
    const twin = createVirtualTwin({}, files);
    const { output } = await twin.finish(sampleRequest(model, { input }), endpointOf(model));
    expect(output.task_status).toBe('SUCCEEDED');
  });

  it('are shown in the result by their colour', async () => {
    const wanted: unknown[] = [];
    const encode = async (options: unknown) => {
      wanted.push(options);
      return new Uint8Array(10);
    };
    const twin = createVirtualTwin({ encode }, files);
    const { output } = await twin.finish(
      sampleRequest('wan2.6-i2v', { parameters: { resolution: '720P' } }),
    );
    await twin.send(output.video_url ?? '');
    expect(wanted).toEqual([
      { width: 816, height: 1104, seconds: 5, sound: true, colour: expect.stringMatching(/^#c/) },
    ]);
  });

  it('that arrive late hold the task, not the poll', async () => {
    const arrival = Promise.withResolvers<Response>();
    const twin = createVirtualTwin({ fetch: () => arrival.promise });
    const response = await twin.submit(
      sampleRequest('wan2.6-i2v', { parameters: { resolution: '720P' } }),
    );
    const { output } = (await response.json()) as { output: { task_id: string } };
    twin.advance(500);
    expect((await twin.poll(output.task_id)).output.task_status).toBe('RUNNING');
    const { bytes, mime } = files['picture.jpg'] ?? { bytes: new Uint8Array(), mime: '' };
    const headers = { 'content-type': mime, 'content-length': String(bytes.byteLength) };
    arrival.resolve(new Response(new Uint8Array(bytes), { headers }));
    await twin.twin.settled();
    expect((await twin.poll(output.task_id)).output).toMatchObject({
      task_status: 'SUCCEEDED',
      end_time: '2026-11-21 12:08:20.000',
    });
  });
});
