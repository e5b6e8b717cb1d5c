import { describe, expect, it } from 'vitest';
import { encodeVideo } from '../../../../../../infra/local/dashscope/media/encode-video.ts';
import { dataUri, samplePicture } from '../media/sample-media.ts';
import { askChat, completionOf, firstMessage, image, type Media, user } from './ask-chat.ts';

const picture = await samplePicture('jpeg', 640, 427, '#a83818');
const frame = await samplePicture('png', 320, 240, '#1838a8');
const film = await encodeVideo({ width: 320, height: 240, seconds: 3, sound: true });

const media: Media = {
  'https://web.example/a.jpg': { bytes: picture, mime: 'image/jpeg' },
  'https://web.example/a.mp4': { bytes: film, mime: 'video/mp4' },
  'https://web.example/f.png': { bytes: frame, mime: 'image/png' },
};

const seen = `A JPEG image of 640×427 pixels, mostly #a83818; ${picture.byteLength} bytes.`;
const model = 'qwen3-vl-plus';

describe('a chat answer', () => {
  it('tells the picture and the prompt', async () => {
    const messages = [user('What is it?', image('https://web.example/a.jpg'))];
    const { content } = await firstMessage({ model, messages }, { media });
    expect(content).toBe(`${seen} You asked: What is it?`);
  });

  it('tells the same of a data URI', async () => {
    const messages = [user('What is it?', image(dataUri(picture, 'image/jpeg')))];
    const { content } = await firstMessage({ model, messages });
    expect(content).toBe(`${seen} You asked: What is it?`);
  });

  it('tells a film', async () => {
    const part = { type: 'video_url', video_url: { url: 'https://web.example/a.mp4' }, fps: 2 };
    const answer = await completionOf({ model, messages: [user('And?', part)] }, { media });
    expect(answer.choices[0]?.message.content).toBe(
      `An MP4 video of 320×240 pixels, 3.0 seconds long; ${film.byteLength} bytes. You asked: And?`,
    );
    expect(answer.usage.prompt_tokens_details?.video_tokens).toBe(3 * 10 * 8 + 2);
  });

  it('tells a list of frames', async () => {
    const part = { type: 'video', video: Array(6).fill('https://web.example/f.png'), fps: 2 };
    const answer = await completionOf({ model, messages: [user('And?', part)] }, { media });
    expect(answer.choices[0]?.message.content).toContain(
      'A sequence of 6 frames, the first: A PNG image of 320×240 pixels, mostly #1838a8',
    );
    expect(answer.usage.prompt_tokens_details?.video_tokens).toBe(3 * 10 * 8 + 2);
  });

  it('tells several pictures in their order', async () => {
    const shown = ['https://web.example/f.png', 'https://web.example/a.jpg'].map((url) =>
      image(url),
    );
    const { content } = await firstMessage(
      { model, messages: [user('Both?', ...shown)] },
      { media },
    );
    expect(content).toMatch(/^A PNG image .* A JPEG image .* You asked: Both\?$/);
  });

  it('tells the system message and answers the last turn', async () => {
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'First?' },
      { role: 'assistant', content: 'One.' },
      { role: 'user', content: 'Second?' },
    ];
    const { content } = await firstMessage({ model, messages });
    expect(content).toBe('There is nothing to look at. Instructed: Be brief. You asked: Second?');
  });

  it('has a question of its own for a picture alone', async () => {
    const messages = [{ role: 'user', content: [image('https://web.example/a.jpg')] }];
    const { content } = await firstMessage({ model: 'qwen-vl-ocr', messages }, { media });
    expect(content).toContain('Please output only the text content from the image');
  });

  it('is the same every time', async () => {
    const json = { model, messages: [user('Same?', image('https://web.example/a.jpg'))] };
    const texts = await Promise.all(
      [1, 2].map(async () => (await askChat(json, { media })).text()),
    );
    expect(texts[0]).toBe(texts[1]);
  });

  it('has the documented members', async () => {
    const messages = [user('What?', image('https://web.example/a.jpg'))];
    const answer = await completionOf(
      { model: 'qwen3.6-plus', enable_thinking: false, messages },
      { media },
    );
    expect(answer).toMatchObject({
      object: 'chat.completion',
      created: 1_756_455_080,
      system_fingerprint: null,
      model: 'qwen3.6-plus',
      id: 'chatcmpl-624b665b-fb93-49e7-9ebd-bb6d86d314d2',
      choices: [
        {
          message: { role: 'assistant', reasoning_content: '' },
          finish_reason: 'stop',
          index: 0,
          logprobs: null,
        },
      ],
    });
    expect(Object.keys(answer)).toEqual([
      'choices',
      'object',
      'usage',
      'created',
      'system_fingerprint',
      'model',
      'id',
    ]);
  });

  it('counts tokens by kind', async () => {
    const messages = [user('What?', image('https://web.example/a.jpg'))];
    const { usage } = await completionOf({ model: 'qwen3.6-plus', messages }, { media });
    expect(usage.prompt_tokens_details).toEqual({
      cached_tokens: 0,
      image_tokens: 20 * 13 + 2,
      text_tokens: 6,
    });
    expect(usage.prompt_tokens).toBe(262 + 6);
    expect(usage.total_tokens).toBe(268 + (usage.completion_tokens ?? 0));
    expect(usage.completion_tokens_details?.text_tokens).toBe(usage.completion_tokens);
    expect(usage.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(0);
  });

  it('tells totals only where the model is older', async () => {
    const { usage } = await completionOf({ model: 'qwen-vl-max', messages: [user('Hi')] });
    expect(Object.keys(usage)).toEqual(['prompt_tokens', 'completion_tokens', 'total_tokens']);
  });

  it.each([
    ['max_pixels beside the picture', { max_pixels: 65_536 }, {}, 9 * 6 + 2],
    ['min_pixels beside the picture', { min_pixels: 1_048_576 }, {}, 40 * 27 + 2],
    ['the usual bounds', {}, {}, 20 * 13 + 2],
    [
      'no bounds inside image_url',
      { image_url: { url: 'https://web.example/a.jpg', max_pixels: 65_536 } },
      {},
      20 * 13 + 2,
    ],
    [
      'high resolution before max_pixels',
      { max_pixels: 65_536 },
      { vl_high_resolution_images: true },
      262,
    ],
  ])('heeds %s', async (_name, siblings, fields, tokens) => {
    const messages = [user('What?', image('https://web.example/a.jpg', siblings))];
    const { usage } = await completionOf({ model, messages, ...fields }, { media });
    expect(usage.prompt_tokens_details?.image_tokens).toBe(tokens);
  });

  it('stops before a stop word', async () => {
    const { content } = await firstMessage({
      model,
      stop: ['asked', 'zzz'],
      messages: [user('Hi')],
    });
    expect(content).toBe('There is nothing to look at. You ');
  });

  it('gives n choices', async () => {
    const { choices, usage } = await completionOf({ model, n: 3, messages: [user('Hi')] });
    expect(choices).toHaveLength(3);
    expect((usage.completion_tokens ?? 0) % 3).toBe(0);
  });

  it('ignores what it does not know', async () => {
    const extra = {
      detail: 'auto',
      logprobs: true,
      top_logprobs: 2,
      seed: 7,
      enable_search: false,
    };
    const { content } = await firstMessage({ model, ...extra, messages: [user('Hi')] });
    expect(content).toContain('You asked: Hi');
  });

  describe('limited in tokens', () => {
    const lengthOf = async (json: object) => {
      const { usage, choices } = await completionOf({ messages: [user('Hi there')], ...json });
      return {
        reasoning: usage.completion_tokens_details?.reasoning_tokens,
        all: usage.completion_tokens,
        end: choices[0]?.finish_reason,
      };
    };

    it('counts the answer alone up to qwen3.8', async () => {
      const { reasoning = 0, all, end } = await lengthOf({ model: 'qwen3.8-max', max_tokens: 3 });
      expect(reasoning).toBeGreaterThan(3);
      expect(all).toBe(reasoning + 3);
      expect(end).toBe('length');
    });

    it('counts thinking as well from qwen4-max on', async () => {
      expect(await lengthOf({ model: 'qwen4-max', max_tokens: 3 })).toEqual({
        reasoning: 3,
        all: 3,
        end: 'length',
      });
    });

    it('counts both under max_completion_tokens', async () => {
      expect(await lengthOf({ model: 'qwen3.5-plus', max_completion_tokens: 4 })).toMatchObject({
        all: 4,
        end: 'length',
      });
    });

    it('cuts thinking at its budget', async () => {
      expect(await lengthOf({ model: 'qwen3.5-plus', thinking_budget: 5 })).toMatchObject({
        reasoning: 5,
        end: 'stop',
      });
    });
  });
});
