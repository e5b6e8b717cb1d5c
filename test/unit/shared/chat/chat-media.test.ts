import { describe, expect, it } from 'vitest';
import { mapMedia, mediaOf } from '../../../../shared/chat/chat-media.ts';
import { ChatCompletionRequest } from '../../../../shared/contract/chat.ts';

const { messages } = ChatCompletionRequest.parse({
  model: 'm',
  messages: [
    { role: 'system', content: 'https://h.example/only-a-text' },
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: 'asset:ast_1', detail: 'low' }, min_pixels: 4 },
        { type: 'video_url', video_url: { url: 'oss://v' }, fps: 1 },
        { type: 'video', video: ['oss://1', 'oss://2'], fps: 2 },
        { type: 'input_audio', input_audio: { data: 'asset:ast_2', format: 'wav' } },
        { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
        { type: 'text', text: 'asset:ast_3' },
      ],
    },
  ],
});

describe('the media of a conversation', () => {
  it('are found where they stand, and no text among them', () => {
    expect(
      mediaOf({ model: 'qwen3.5-plus', messages }).map(({ pointer, limits }) => [
        pointer,
        limits.kind,
      ]),
    ).toEqual([
      ['/messages/1/content/0/image_url/url', 'image'],
      ['/messages/1/content/1/video_url/url', 'video'],
      ['/messages/1/content/2/video/0', 'image'],
      ['/messages/1/content/2/video/1', 'image'],
      ['/messages/1/content/3/input_audio/data', 'audio'],
    ]);
  });

  it('are changed in place, and nothing else is', () => {
    expect(mapMedia({ model: 'qwen3.5-plus', messages }, ({ value }) => `${value}!`)).toEqual([
      messages[0],
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'asset:ast_1!', detail: 'low' }, min_pixels: 4 },
          { type: 'video_url', video_url: { url: 'oss://v!' }, fps: 1 },
          { type: 'video', video: ['oss://1!', 'oss://2!'], fps: 2 },
          { type: 'input_audio', input_audio: { data: 'asset:ast_2!', format: 'wav' } },
          { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
          { type: 'text', text: 'asset:ast_3' },
        ],
      },
    ]);
  });
});
