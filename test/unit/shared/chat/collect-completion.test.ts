import { describe, expect, it } from 'vitest';
import { collectCompletion } from '../../../../shared/chat/collect-completion.ts';

type Delta = Readonly<Record<string, unknown>>;

const envelope = { id: 'chatcmpl-1', model: 'm', created: 7, object: 'chat.completion.chunk' };
const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const chunk = (delta: Delta, finish_reason: string | null = null, index = 0) =>
  JSON.stringify({ ...envelope, usage: null, choices: [{ index, delta, finish_reason }] });
const last = JSON.stringify({ ...envelope, choices: [], usage });

async function* from(...frames: string[]) {
  yield* frames;
}

describe('collectCompletion', () => {
  it('joins reasoning and text and keeps what stands around them', async () => {
    const completion = await collectCompletion(
      from(
        chunk({ role: 'assistant', content: null, reasoning_content: '' }),
        chunk({ content: null, reasoning_content: 'Hm' }),
        chunk({ content: null, reasoning_content: 'm.' }),
        chunk({ role: 'assistant', content: 'A ', reasoning_content: null }),
        chunk({ content: 'cat', reasoning_content: null }),
        chunk({ content: '' }, 'stop'),
        last,
      ),
    );
    expect(completion).toEqual({
      ...{ id: 'chatcmpl-1', model: 'm', created: 7, object: 'chat.completion', usage },
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'A cat', reasoning_content: 'Hmm.' },
          logprobs: null,
          finish_reason: 'stop',
        },
      ],
    });
  });

  it('puts the pieces of several tool calls together', async () => {
    const call = (index: number, more: object) => ({ tool_calls: [{ index, ...more }] });
    const { choices } = await collectCompletion(
      from(
        chunk(call(0, { id: 'call_a', type: 'function', function: { name: 'f', arguments: '' } })),
        chunk(call(0, { id: '', function: { arguments: '{"a"' } })),
        chunk(
          call(1, { id: 'call_b', type: 'function', function: { name: 'g', arguments: '{}' } }),
        ),
        chunk(call(0, { id: '', function: { arguments: ':1}' } })),
        chunk({}, 'tool_calls'),
      ),
    );
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: null,
        tool_calls: [
          { id: 'call_a', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
          { id: 'call_b', type: 'function', function: { name: 'g', arguments: '{}' } },
        ],
      },
    });
  });

  it('keeps several choices apart, in their order', async () => {
    const { choices } = await collectCompletion(
      from(chunk({ content: 'b' }, 'stop', 1), chunk({ content: 'a' }), chunk({}, 'length')),
    );
    expect(choices.map(({ message, finish_reason }) => [message.content, finish_reason])).toEqual([
      ['a', 'length'],
      ['b', 'stop'],
    ]);
  });

  it('joins the probabilities of tokens', async () => {
    const said = (token: string) =>
      JSON.stringify({
        choices: [{ index: 0, delta: { content: token }, logprobs: { content: [{ token }] } }],
      });
    const { choices } = await collectCompletion(from(said('a'), said('b')));
    expect(choices[0]).toMatchObject({ logprobs: { content: [{ token: 'a' }, { token: 'b' }] } });
  });

  it.each(['7', '{"choices":7}', 'not json'])('calls the frame %s the provider’s fault', (frame) =>
    expect(collectCompletion(from(frame))).rejects.toMatchObject({ code: 'provider_silent' }),
  );
});
