import { describe, expect, it } from 'vitest';
import { createVirtualTwin, type Json, textRequest } from '../virtual-twin.ts';
import { readRefusal } from './read-refusal.ts';
import { audioUrl, endpointOf, picture, sampleRequest, videoUrl } from './sample-requests.ts';

type Changes = { input?: Json; parameters?: Json };

const invalid = (name: string) =>
  `Required parameter(${name}) missing or invalid, please check the request parameters.`;
const required = (path: string) => `Field required: ${path}`;

const frames = (...types: string[]) => ({
  input: { media: types.map((type) => ({ type, url: picture })) },
});

describe('fields', () => {
  it.each<[model: string, changes: Changes, message: string]>([
    ['wan2.6-t2v', { input: { prompt: undefined } }, required('input.prompt')],
    ['wan2.6-t2v', { input: { prompt: '' } }, invalid('prompt')],
    ['wan2.6-t2v', { input: { prompt: 7 } }, invalid('prompt')],
    ['wan2.6-t2v', { parameters: { size: '720P' } }, invalid('size')],
    ['wan2.6-t2v', { parameters: { size: '1280x720' } }, invalid('size')],
    ['wan2.6-t2v', { parameters: { size: '832*480' } }, invalid('size')],
    ['wan2.6-t2v', { parameters: { duration: 1 } }, invalid('duration')],
    ['wan2.6-t2v', { parameters: { duration: 16 } }, invalid('duration')],
    ['wan2.6-t2v', { parameters: { duration: '5' } }, invalid('duration')],
    ['wan2.6-t2v', { parameters: { shot_type: 'triple' } }, invalid('shot_type')],
    ['wan2.6-t2v', { parameters: { seed: -1 } }, invalid('seed')],
    ['wan2.6-t2v', { parameters: { seed: 2_147_483_648 } }, invalid('seed')],
    ['wan2.6-t2v', { parameters: { watermark: 'yes' } }, invalid('watermark')],
    ['wan2.6-t2v-us', { parameters: { duration: 6 } }, invalid('duration')],
    ['wan2.5-t2v-preview', { parameters: { duration: 7 } }, invalid('duration')],
    ['wan2.2-t2v-plus', { parameters: { size: '1280*720' } }, invalid('size')],
    ['wan2.2-t2v-plus', { parameters: { duration: 10 } }, invalid('duration')],
    ['wan2.1-t2v-plus', { parameters: { size: '1920*1080' } }, invalid('size')],
    ['wan2.6-i2v-flash', { input: { img_url: undefined } }, required('input.img_url')],
    ['wan2.6-i2v-flash', { parameters: { resolution: '480P' } }, invalid('resolution')],
    ['wan2.6-i2v-flash', { parameters: { resolution: '720p' } }, invalid('resolution')],
    ['wan2.6-i2v-flash', { parameters: { resolution: '1280*720' } }, invalid('resolution')],
    ['wan2.6-i2v-flash', { parameters: { audio: 'no' } }, invalid('audio')],
    ['wan2.6-i2v-us', { parameters: { duration: 12 } }, invalid('duration')],
    ['wan2.1-i2v-turbo', { parameters: { duration: 6 } }, invalid('duration')],
    ['wan2.1-i2v-plus', { parameters: { resolution: '480P' } }, invalid('resolution')],
    [
      'wan2.2-kf2v-flash',
      { input: { first_frame_url: undefined } },
      required('input.first_frame_url'),
    ],
    [
      'wan2.2-kf2v-flash',
      { input: { last_frame_url: undefined } },
      required('input.last_frame_url'),
    ],
    ['wan2.2-kf2v-flash', { parameters: { duration: 6 } }, invalid('duration')],
    ['wan2.1-kf2v-plus', { parameters: { resolution: '480P' } }, invalid('resolution')],
    ['wan2.6-r2v', { input: { reference_urls: undefined } }, required('input.reference_urls')],
    [
      'wan2.6-r2v',
      { input: { reference_urls: Array(6).fill(picture) } },
      invalid('reference_urls'),
    ],
    ['wan2.6-r2v', { parameters: { duration: 11 } }, invalid('duration')],
    ['wan2.7-t2v', { parameters: { resolution: '480P' } }, invalid('resolution')],
    ['wan2.7-t2v', { parameters: { ratio: '21:9' } }, invalid('ratio')],
    ['wan2.7-i2v', { input: { media: undefined } }, required('input.media')],
    ['wan2.7-i2v', { input: { media: [] } }, invalid('media')],
    ['wan2.7-i2v', frames('last_frame'), invalid('media')],
    ['wan2.7-i2v', frames('first_frame', 'first_frame'), invalid('media')],
    ['wan2.7-i2v', frames('first_clip', 'driving_audio'), invalid('media')],
    ['wan2.7-i2v', frames('reference_image'), invalid('type')],
    ['wan2.7-r2v', frames('first_frame'), invalid('media')],
    ['wan2.7-r2v', frames(...Array(6).fill('reference_image')), invalid('media')],
    [
      'wan2.7-r2v',
      {
        input: { media: [{ type: 'reference_video', url: videoUrl }] },
        parameters: { duration: 11 },
      },
      invalid('duration'),
    ],
    ['wan2.7-videoedit', frames('reference_image'), invalid('media')],
    ['wan2.7-videoedit', { parameters: { duration: 1 } }, invalid('duration')],
    ['wan2.7-videoedit', { parameters: { audio_setting: 'loud' } }, invalid('audio_setting')],
    ['wan3.0-video', { input: { prompt: undefined } }, required('input.prompt')],
    ['wan3.0-video', { parameters: { duration: 31 } }, invalid('duration')],
    ['wan3.0-video', { parameters: { resolution: '480p' } }, invalid('resolution')],
    ['wan3.0-video', frames('file', 'link'), invalid('media')],
    ['happyhorse-1.1-t2v', { parameters: { duration: 2 } }, invalid('duration')],
    ['happyhorse-1.1-t2v', { parameters: { ratio: '2:1' } }, invalid('ratio')],
    ['happyhorse-1.1-i2v', frames('first_frame', 'first_frame'), invalid('media')],
    ['happyhorse-1.1-r2v', frames(...Array(10).fill('reference_image')), invalid('media')],
    ['happyhorse-1.0-video-edit', { input: { prompt: undefined } }, required('input.prompt')],
    ['wan2.1-vace-plus', { input: { function: 'dream' } }, invalid('function')],
    ['wan2.1-vace-plus', { input: { function: undefined } }, required('input.function')],
    [
      'wan2.1-vace-plus',
      { input: { ref_images_url: undefined } },
      required('input.ref_images_url'),
    ],
    [
      'wan2.1-vace-plus',
      { parameters: { obj_or_bg: ['obj', 'bg'] } },
      'ref_images_url and obj_or_bg must be the same length.',
    ],
    [
      'wan2.1-vace-plus',
      { input: { ref_images_url: [picture, picture] }, parameters: { obj_or_bg: undefined } },
      'ref_images_url and obj_or_bg must be the same length.',
    ],
    ['wan2.1-vace-plus', { parameters: { obj_or_bg: ['bg', 'bg'] } }, invalid('obj_or_bg')],
    [
      'wan2.1-vace-plus',
      { input: { function: 'video_repainting', video_url: videoUrl } },
      required('parameters.control_condition'),
    ],
    [
      'wan2.1-vace-plus',
      { input: { function: 'video_edit', video_url: videoUrl } },
      required('input.mask_image_url'),
    ],
    [
      'wan2.1-vace-plus',
      {
        input: {
          function: 'video_edit',
          video_url: videoUrl,
          mask_image_url: picture,
          mask_video_url: videoUrl,
        },
      },
      invalid('mask_image_url'),
    ],
    [
      'wan2.1-vace-plus',
      { input: { function: 'video_extension', video_url: videoUrl, first_frame_url: picture } },
      required('parameters.control_condition'),
    ],
    ['wan2.1-vace-plus', { parameters: { top_scale: 2.5 } }, invalid('top_scale')],
    ['wan2.1-vace-plus', { parameters: { size: '1920*1080' } }, invalid('size')],
    ['wan2.2-animate-move', { parameters: { mode: undefined } }, required('parameters.mode')],
    ['wan2.2-s2v', { input: { audio_url: undefined } }, required('input.audio_url')],
    ['wan2.2-s2v', { parameters: { resolution: '1080P' } }, invalid('resolution')],
  ])('%s with %j is refused', async (model, changes, message) => {
    expect(await readRefusal(sampleRequest(model, changes), endpointOf(model))).toMatchObject({
      status: 400,
      code: 'InvalidParameter',
      message,
    });
  });

  it.each<[model: string, changes: Changes]>([
    ['wan2.6-t2v', { input: { audio_url: audioUrl } }],
    ['wan2.7-i2v', frames('first_frame', 'last_frame')],
    ['wan2.7-i2v', frames('driving_audio', 'last_frame', 'first_frame')],
    ['wan2.7-i2v', frames('first_clip', 'last_frame')],
    ['wan2.7-t2v', { parameters: { shot_type: 'multi' } }],
    ['wan2.7-videoedit', { parameters: { duration: 0 } }],
    ['wan3.0-video', { parameters: { duration: -1 } }],
    ['wan3.0-video', { ...frames('first_frame', 'reference_image') }],
    ['wan2.2-kf2v-flash', { input: { last_frame_url: undefined, template: 'flying' } }],
    ['wan2.2-kf2v-flash', { parameters: { duration: 5 } }],
    ['wan2.1-vace-plus', { parameters: { obj_or_bg: undefined } }],
  ])('%s takes %j', async (model, changes) => {
    const response = await createVirtualTwin().submit(
      sampleRequest(model, changes),
      endpointOf(model),
    );
    expect(response.status).toBe(200);
  });

  it('cuts an over-long prompt in silence', async () => {
    const { output } = await createVirtualTwin().finish(textRequest('ä'.repeat(2_000)));
    expect(output).toMatchObject({ orig_prompt: 'ä'.repeat(1_500) });
  });

  it('counts a Chinese character of HappyHorse twice', async () => {
    const twin = createVirtualTwin();
    const orig = async (prompt: string) =>
      (await twin.finish(sampleRequest('happyhorse-1.1-t2v', { input: { prompt } }))).output;
    expect(await orig('猫'.repeat(3_000))).toMatchObject({ orig_prompt: '猫'.repeat(2_500) });
    expect(await orig('x'.repeat(6_000))).toMatchObject({ orig_prompt: 'x'.repeat(5_000) });
  });

  it('refuses oss:// without its header', async () => {
    const body = sampleRequest('wan2.6-i2v', {
      input: { img_url: 'oss://dashscope-instant/a/b.png' },
    });
    expect(await readRefusal(body)).toMatchObject({
      status: 400,
      code: 'InvalidParameter.DataInspection',
    });
  });
});
