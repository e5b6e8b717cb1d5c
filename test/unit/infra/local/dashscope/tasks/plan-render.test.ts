import { describe, expect, it } from 'vitest';
import type { FetchedMedia } from '../../../../../../infra/local/dashscope/media/fetch-media.ts';
import { findVideoModel } from '../../../../../../infra/local/dashscope/tasks/models/catalogue.ts';
import { usageOf } from '../../../../../../infra/local/dashscope/tasks/models/usage.ts';
import { planRender } from '../../../../../../infra/local/dashscope/tasks/plan-render.ts';
import { fixture, type Json, shapeOf } from '../virtual-twin.ts';
import { sampleRequest } from './sample-requests.ts';

type Media = Partial<FetchedMedia> & { role: string };

const image = (role: string, width = 750, height = 1000): Media => ({
  ...{ role, kind: 'image', width, height, dominantColour: '#cc2200' },
});
const clip = (role: string, durationSeconds: number, width = 1280, height = 720): Media => ({
  ...{ role, kind: 'video', width, height, durationSeconds },
});
const voice = (role: string, durationSeconds: number): Media => ({
  ...{ role, kind: 'audio', durationSeconds },
});

function plan(model: string, parameters: Json, media: Media[] = [], input: Json = {}) {
  const row = findVideoModel(model);
  if (row === undefined) throw new Error(`No such model: ${model}`);
  const request = row.request.parse(sampleRequest(model, { input, parameters }));
  const read = media.map(({ role, ...facts }) => ({
    role,
    media: { bytes: new Uint8Array(), mime: '', kind: 'image' as const, ...facts },
  }));
  const rendered = planRender(row, request, read);
  const usage = usageOf(row.usage, { ...rendered, fps: row.fps, numbersAsText: false });
  return { ...rendered, usage };
}

describe('size of the output', () => {
  it.each<[model: string, parameters: Json, media: Media[], width: number, height: number]>([
    ['wan2.6-t2v', {}, [], 1920, 1080],
    ['wan2.6-t2v', { size: '1088*832' }, [], 1088, 832],
    ['wan2.1-t2v-turbo', {}, [], 1280, 720],
    ['wan2.7-t2v', { resolution: '720P' }, [], 1280, 720],
    ['wan2.7-t2v', { resolution: '720P', ratio: '9:16' }, [], 720, 1280],
    ['wan2.7-t2v', { resolution: '720P', ratio: '1:1' }, [], 960, 960],
    ['wan2.7-t2v', { resolution: '720P', ratio: '4:3' }, [], 1104, 832],
    ['wan2.7-t2v', { resolution: '720P', ratio: '3:4' }, [], 832, 1104],
    ['wan2.7-t2v', { resolution: '1080P' }, [], 1920, 1080],
    ['wan2.7-t2v', { resolution: '1080P', ratio: '1:1' }, [], 1440, 1440],
    ['wan2.7-t2v', { resolution: '1080P', ratio: '4:3' }, [], 1648, 1248],
    ['wan2.7-t2v', { resolution: '1080P', ratio: '3:4' }, [], 1248, 1648],
    ['wan2.7-i2v', { resolution: '720P' }, [image('first_frame')], 816, 1104],
    ['wan2.6-i2v', { resolution: '720P' }, [image('img_url')], 816, 1104],
    ['wan2.7-r2v', { resolution: '720P' }, [image('reference_image')], 1280, 720],
    ['wan2.7-r2v', { resolution: '720P', ratio: '1:1' }, [image('first_frame')], 816, 1104],
    ['wan2.7-videoedit', { resolution: '720P' }, [clip('video', 3, 720, 1280)], 720, 1280],
    [
      'wan2.7-videoedit',
      { resolution: '720P', ratio: '16:9' },
      [clip('video', 3, 720, 1280)],
      1280,
      720,
    ],
    ['wan3.0-video', { resolution: '480P' }, [], 832, 480],
    ['wan3.0-video', { resolution: '720P' }, [image('first_frame')], 816, 1104],
    ['wan3.0-video', { resolution: '720P', ratio: '16:9' }, [image('first_frame')], 1280, 720],
    ['wan2.1-vace-plus', { size: '960*960' }, [image('ref_images_url')], 960, 960],
    ['wan2.1-vace-plus', {}, [clip('video_url', 5, 640, 360)], 640, 360],
    ['wan2.1-vace-plus', {}, [clip('video_url', 5, 1920, 1080)], 1280, 720],
    ['wan2.2-s2v', {}, [image('image_url', 500, 625), voice('audio_url', 4)], 560, 704],
  ])('%s with %j and %j is %i×%i', (model, parameters, media, width, height) => {
    expect(plan(model, parameters, media)).toMatchObject({ width, height });
  });
});

describe('seconds made and billed', () => {
  it.each<[model: string, parameters: Json, media: Media[], output: number, input: number]>([
    ['wan2.6-t2v', {}, [], 5, 0],
    ['wan2.6-t2v', { duration: 15 }, [], 15, 0],
    ['wan2.7-i2v', { duration: 15 }, [clip('first_clip', 3)], 15, 0],
    ['wan2.7-r2v', { duration: 10 }, [clip('reference_video', 8)], 10, 5],
    ['wan2.7-r2v', { duration: 10 }, [clip('reference_video', 2), image('reference_image')], 10, 2],
    ['wan2.6-r2v', {}, [image('reference_urls'), clip('reference_urls', 30)], 5, 5],
    ['wan2.7-videoedit', {}, [clip('video', 5.02)], 5.02, 5.02],
    ['wan2.7-videoedit', { duration: 3 }, [clip('video', 8)], 3, 3],
    ['wan3.0-video', { duration: -1 }, [], 5, 0],
    ['wan3.0-video', { duration: 10 }, [clip('reference_video', 15)], 10, 15],
    ['happyhorse-1.0-video-edit', {}, [clip('video', 6.62)], 6.62, 6.62],
    ['happyhorse-1.0-video-edit', {}, [clip('video', 40)], 15, 15],
    ['wan2.1-vace-plus', {}, [image('ref_images_url')], 5, 0],
    ['wan2.1-vace-plus', {}, [clip('video_url', 3)], 3, 0],
    ['wan2.1-vace-plus', {}, [clip('video_url', 12)], 5, 0],
    ['wan2.2-animate-move', {}, [image('image_url'), clip('video_url', 5.2)], 5.2, 0],
    ['wan2.2-s2v', {}, [image('image_url'), voice('audio_url', 18.13)], 18.13, 0],
  ])(
    '%s with %j and %j makes %f s and bills %f s beside',
    (model, parameters, media, output, input) => {
      expect(plan(model, parameters, media)).toMatchObject({
        outputSeconds: output,
        inputSeconds: input,
      });
    },
  );

  it('refuses more than 30 s of wan3.0, input and output together', () => {
    const media = [clip('reference_video', 15)];
    expect(() => plan('wan3.0-video', { duration: 16 }, media)).toThrow('total duration');
  });
});

describe('usage', () => {
  const recorded = fixture('usage') as Record<string, Json>;
  const inputs: Record<string, Media[]> = {
    'wan2.7-r2v': [clip('reference_video', 8)],
    'wan2.7-videoedit': [clip('video', 5.02)],
    'happyhorse-1.0-video-edit': [clip('video', 6.62)],
    'wan2.6-r2v': [clip('reference_urls', 30)],
    'wan2.2-animate-move': [clip('video_url', 5.2)],
    'wan2.2-s2v': [image('image_url', 512, 640), voice('audio_url', 18.13)],
  };
  const requests: Record<string, Json> = {
    'wan2.5-t2v-preview': { size: '832*480' },
    'wan2.5-i2v-preview': { resolution: '480P' },
    'wan2.2-kf2v-flash': { resolution: '480P' },
    'wan2.6-t2v': { size: '1280*720', duration: 10 },
    'wan2.7-t2v': { duration: 10 },
    'wan2.7-i2v': { duration: 15 },
    'wan2.7-r2v': { duration: 10 },
    'wan2.6-i2v': { resolution: '720P', duration: 10 },
  };

  it.each(Object.keys(recorded))('of %s has the recorded keys', (model) => {
    const { usage } = plan(model, requests[model] ?? {}, inputs[model]);
    expect(shapeOf(usage)).toEqual(shapeOf(recorded[model]));
  });

  it.each(Object.keys(recorded).filter((model) => model !== 'wan2.2-s2v'))(
    'of %s has the recorded numbers',
    (model) => {
      expect(plan(model, requests[model] ?? {}, inputs[model]).usage).toEqual(recorded[model]);
    },
  );
});

describe('sound and colour', () => {
  it.each([
    ['wan2.6-t2v', {}, true],
    ['wan2.2-t2v-plus', {}, false],
    ['wan2.6-i2v-flash', {}, true],
    ['wan2.6-i2v-flash', { audio: false }, false],
    ['wan2.6-i2v', { audio: false }, true],
    ['wan3.0-video', { audio: false }, false],
    ['wan2.2-kf2v-flash', {}, false],
  ])('%s with %j has sound: %s', (model, parameters, sound) => {
    expect(plan(model, parameters).sound).toBe(sound);
  });

  it('takes the colour of the first picture', () => {
    expect(plan('wan2.6-i2v', {}, [image('img_url')]).colour).toBe('#cc2200');
  });

  it('makes a colour of the prompt without a picture', () => {
    const colours = ['a cat', 'a cat', 'a dog'].map(
      (prompt) => plan('wan2.6-t2v', {}, [], { prompt }).colour,
    );
    expect(colours[0]).toMatch(/^#[0-9a-f]{6}$/);
    expect(colours[1]).toBe(colours[0]);
    expect(colours[2]).not.toBe(colours[0]);
  });
});
