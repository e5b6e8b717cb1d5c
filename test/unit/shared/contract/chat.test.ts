import { describe, expect, it } from 'vitest';
import { ChatCompletionRequest } from '../../../../shared/contract/chat.ts';

const saying = (part: object) => ({ model: 'm', messages: [{ role: 'user', content: [part] }] });

describe('ChatCompletionRequest', () => {
  it('keeps every member, known or not', () => {
    const request = {
      model: 'm',
      messages: [
        { role: 'system', content: 'Be brief.', name: 'operator' },
        { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'x' } }] },
        { role: 'assistant', content: null, tool_calls: [{ id: 'call_1' }], reasoning_content: '' },
        { role: 'tool', tool_call_id: 'call_1', content: '7' },
      ],
      tools: [{ type: 'function', function: { name: 'f' } }],
      stream: null,
      of_tomorrow: { any: ['thing'] },
    };
    expect(ChatCompletionRequest.parse(request)).toEqual(request);
  });

  const taken = [
    { type: 'image_url', image_url: { url: 'https://h.example/a.jpg', detail: 'low' }, fps: 1 },
    { type: 'video_url', video_url: { url: 'asset:ast_1' } },
    { type: 'video', video: ['oss://a', 'oss://b'] },
    { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
    { type: 'input_audio', input_audio: { data: 'https://h.example/a.wav', format: 'wav' } },
    { type: 'of_tomorrow', of_tomorrow: 7 },
  ];
  it.each(taken)('takes %o', (part) => {
    expect(ChatCompletionRequest.parse(saying(part))).toEqual(saying(part));
  });

  const refused: readonly [object, (string | number)[]][] = [
    [{ type: 'image_url', image_url: { url: 'http://127.0.0.1/a' } }, ['image_url', 'url']],
    [{ type: 'image_url', image_url: { url: 'file:///etc/passwd' } }, ['image_url', 'url']],
    [{ type: 'image_url', image_url: 'https://h.example/a.jpg' }, ['image_url']],
    [{ type: 'video', video: ['oss://a', 'ftp://b'] }, ['video', 1]],
    [{ type: 'input_audio', input_audio: { data: 'http://[::1]/a' } }, ['input_audio', 'data']],
  ];
  it.each(refused)('refuses %o', (part, path) => {
    const { error } = ChatCompletionRequest.safeParse(saying(part));
    const paths = JSON.stringify(error?.issues);
    expect(paths).toContain(JSON.stringify(path).slice(1, -1));
  });
});
