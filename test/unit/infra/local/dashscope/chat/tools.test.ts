import { describe, expect, it } from 'vitest';
import { completionOf, framesOf, user } from './ask-chat.ts';

const tool = (name: string) => ({
  type: 'function',
  function: {
    name,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
    },
  },
});

const model = 'qwen3.5-plus';
const tools = [tool('weather'), tool('news')];
const marked = [user('Use it. [[chat:tool_call]]')];
const silent = { enable_thinking: false };

describe('a tool call', () => {
  it('answers a prompt that asks for it, with arguments that fit', async () => {
    const { choices } = await completionOf({ model, tools, messages: marked, ...silent });
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    const [call] = choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({ type: 'function', function: { name: 'weather' } });
    expect(call?.id).toMatch(/^call_[0-9a-f]{24}$/);
    expect(JSON.parse(call?.function.arguments ?? '')).toEqual({
      city: expect.stringContaining('You asked: Use it.'),
      days: 1,
    });
  });

  it('is of the function that was chosen', async () => {
    const tool_choice = { type: 'function', function: { name: 'news' } };
    const { choices } = await completionOf({ model, tools, tool_choice, messages: [user('Hi')] });
    expect(choices[0]?.message.tool_calls?.[0]?.function.name).toBe('news');
  });

  it.each([
    ['no tools', { messages: marked }],
    ['no marker', { tools, messages: [user('Hi')] }],
    ['tool_choice none', { tools, tool_choice: 'none', messages: marked }],
    [
      'a tool that does not exist',
      { tools, tool_choice: { type: 'function', function: { name: 'x' } }, messages: marked },
    ],
  ])('is not made with %s', async (_name, json) => {
    const { choices } = await completionOf({ model, ...json });
    expect(choices[0]?.finish_reason).toBe('stop');
    expect(choices[0]?.message).not.toHaveProperty('tool_calls');
  });

  it('is followed by words once the tool has answered', async () => {
    const messages = [
      ...marked,
      { role: 'assistant', content: null, tool_calls: [] },
      { role: 'tool', tool_call_id: 'call_1', content: 'Rain.' },
    ];
    const { choices } = await completionOf({ model, tools, messages });
    expect(choices[0]?.message.content).toContain('The tool answered: Rain. You asked: Use it.');
  });

  it('is streamed in pieces', async () => {
    const { frames } = await framesOf({ model, tools, messages: marked, ...silent });
    const choices = frames
      .filter((frame) => frame !== '[DONE]')
      .map((frame) => JSON.parse(frame).choices[0]);
    const pieces = choices.flatMap(({ delta }) => delta.tool_calls ?? []);
    expect(pieces[0].function).toEqual({ name: 'weather', arguments: '' });
    const joined = pieces.map((piece) => piece.function.arguments).join('');
    expect(JSON.parse(joined)).toHaveProperty('city');
    expect(choices.at(-1).finish_reason).toBe('tool_calls');
  });
});
