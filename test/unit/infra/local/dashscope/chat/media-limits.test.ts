import { describe, expect, it } from 'vitest';
import { encodeVideo } from '../../../../../../infra/local/dashscope/media/encode-video.ts';
import { sampleBmp, samplePicture, sampleWav } from '../media/sample-media.ts';
import { completionOf, image, type Media, refusalOf, user } from './ask-chat.ts';

const file = (bytes: Uint8Array, mime: string) => ({ bytes, mime });
const padded = (bytes: Uint8Array, size: number) => {
  const whole = new Uint8Array(size);
  whole.set(bytes);
  return whole;
};
const jpeg = await samplePicture('jpeg', 64, 48);
const megabyte = 1024 * 1024;

const media: Media = {
  'https://web.example/ok.jpg': file(jpeg, 'image/jpeg'),
  'https://web.example/ok.bmp': file(sampleBmp(64, 48), 'image/bmp'),
  'https://web.example/11.png': file(await samplePicture('png', 11, 11), 'image/png'),
  'https://web.example/10.png': file(await samplePicture('png', 10, 400), 'image/png'),
  'https://web.example/200.png': file(await samplePicture('png', 2200, 11), 'image/png'),
  'https://web.example/201.png': file(await samplePicture('png', 2212, 11), 'image/png'),
  'https://web.example/a.gif': file(await samplePicture('gif', 64, 48), 'image/gif'),
  'https://web.example/5k.webp': file(await samplePicture('webp', 5000, 3000), 'image/webp'),
  'https://web.example/5k.jpg': file(await samplePicture('jpeg', 5000, 3000), 'image/jpeg'),
  'https://web.example/11mb.jpg': file(padded(jpeg, 11 * megabyte), 'image/jpeg'),
  'https://web.example/21mb.jpg': file(padded(jpeg, 21 * megabyte), 'image/jpeg'),
  'https://web.example/a.wav': file(sampleWav(3), 'audio/wav'),
  'https://web.example/1s.mp4': file(
    await encodeVideo({ width: 64, height: 64, seconds: 1, sound: false }),
    'video/mp4',
  ),
  'https://web.example/2s.mp4': file(
    await encodeVideo({ width: 64, height: 64, seconds: 2, sound: false }),
    'video/mp4',
  ),
  'https://web.example/601s.mp4': file(
    await encodeVideo({ width: 64, height: 64, seconds: 601, sound: false }),
    'video/mp4',
  ),
};

const url = (name: string) => `https://web.example/${name}`;
const film = (name: string) => ({ type: 'video_url', video_url: { url: url(name) } });
const frames = (count: number, name = 'ok.jpg') => ({
  type: 'video',
  video: Array(count).fill(url(name)),
});
const ask = (model: string, ...shown: object[]) => ({
  model,
  stream: model.startsWith('qvq'),
  messages: [user('What?', ...shown)],
});
const prefix = '<400> InternalError.Algo.InvalidParameter: ';
const video = 'The video modality input does not meet the requirements because:';

describe('media of a chat request', () => {
  it.each([
    ['11 px', ask('qwen3.5-plus', image(url('11.png')))],
    ['ratio 200', ask('qwen3.5-plus', image(url('200.png')))],
    ['a BMP', ask('qwen3.5-plus', image(url('ok.bmp')))],
    ['a JPEG beyond 4K', ask('qwen3.5-plus', image(url('5k.jpg')))],
    ['11 MB on a current model', ask('qwen3.5-plus', image(url('11mb.jpg')))],
    ['2 s', ask('qwen3.5-plus', film('2s.mp4'))],
    ['601 s on a current model', ask('qwen3.5-plus', film('601s.mp4'))],
    ['4 frames', ask('qwen3.5-plus', frames(4))],
    ['81 frames', ask('qwen3.5-plus', frames(81))],
  ])('may have %s', async (_name, json) => {
    expect((await completionOf(json, { media })).choices).toHaveLength(1);
  });

  it.each([
    [
      '10 px',
      ask('qwen3.5-plus', image(url('10.png'))),
      'The image length and width do not meet the model restrictions. [height:400 or width:10 must be larger than 10]',
    ],
    [
      'ratio 201',
      ask('qwen3.5-plus', image(url('201.png'))),
      'The image length and width do not meet the model restrictions. [absolute aspect ratio must be smaller than 200, got 201.0909090909091]',
    ],
    [
      'a GIF',
      ask('qwen3.5-plus', image(url('a.gif'))),
      'The media format is not supported or incorrect for the data inspection.',
    ],
    [
      'a WEBP beyond 4K',
      ask('qwen3.5-plus', image(url('5k.webp'))),
      'The media format is not supported or incorrect for the data inspection.',
    ],
    [
      'a film for a picture',
      ask('qwen3.5-plus', image(url('2s.mp4'))),
      'The media format is not supported or incorrect for the data inspection.',
    ],
    [
      '11 MB on an older model',
      ask('qwen-vl-max', image(url('11mb.jpg'))),
      'Multimodal file size is too large',
    ],
    ['21 MB', ask('qwen3.5-plus', image(url('21mb.jpg'))), 'Multimodal file size is too large'],
    ['a picture for a film', ask('qwen3.5-plus', film('ok.jpg')), 'Invalid video file.'],
    ['sound for a film', ask('qwen3.5-plus', film('a.wav')), 'Invalid video file.'],
    ['1 s', ask('qwen3.5-plus', film('1s.mp4')), `${video} The video file is too short.`],
    ['601 s on qvq-max', ask('qvq-max', film('601s.mp4')), `${video} The video file is too long.`],
    [
      '3 frames',
      ask('qwen3.5-plus', frames(3)),
      `${video} the range of sequence images shoule be (4, 8000).`,
    ],
    [
      '513 frames on qvq-max',
      ask('qvq-max', frames(513)),
      `${video} the range of sequence images shoule be (4, 512).`,
    ],
    [
      '257 pictures',
      ask('qwen3.5-plus', ...Array(257).fill(image(url('ok.jpg')))),
      'The number of images exceeds the limit of 256.',
    ],
    [
      '251 pictures in base64',
      ask('qwen3.5-plus', ...Array(251).fill(image('data:image/jpeg;base64,AAAA'))),
      'The number of base64 images exceeds the limit of 250.',
    ],
    [
      '65 films',
      ask('qwen3.5-plus', ...Array(65).fill(film('2s.mp4'))),
      'The number of videos exceeds the limit of 64.',
    ],
    [
      'what is not there',
      ask('qwen3.5-plus', image(url('missing.jpg'))),
      'Failed to download multimodal content.',
    ],
    [
      'an address that is none',
      ask('qwen3.5-plus', image('somewhere')),
      'The provided URL does not appear to be valid. Ensure it is correctly formatted.',
    ],
    [
      'a bad frame',
      ask('qwen3.5-plus', frames(4, '10.png')),
      'The image length and width do not meet the model restrictions. [height:400 or width:10 must be larger than 10]',
    ],
  ])('may not have %s', async (_name, json, message) => {
    expect(await refusalOf(json, { media })).toEqual({
      status: 400,
      code: 'invalid_parameter_error',
      message: prefix + message,
    });
  });

  it('may not be a film where the model reads pictures only', async () => {
    expect(await refusalOf(ask('qwen-vl-ocr', film('2s.mp4')), { media })).toMatchObject({
      message: 'The item of content should be a message of a certain modal.',
    });
  });
});
