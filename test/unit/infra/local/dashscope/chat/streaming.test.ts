import { describe, expect, it, vi } from 'vitest';
import { ConnectionResetError } from '../../../../../../infra/local/dashscope/route.ts';
import { askChat, firstMessage, framesOf, refusalOf, user } from './ask-chat.ts';

const messages = [user('Why?')];
const thinking = { model: 'qwen3.5-plus', messages };
const plain = { model: 'qwen-vl-max', messages };

type Chunk = {
  id: string;
  object: string;
  usage: { total_tokens: number } | null;
  choices: { delta: Record<string, unknown>; finish_reason: string | null; index: number }[];
};

const chunksOf = (frames: readonly string[]) =>
  frames.filter((frame) => frame !== '[DONE]').map((frame) => JSON.parse(frame) as Chunk);

const deltasOf = (frames: readonly string[]) =>
  chunksOf(frames).flatMap(({ choices }) => choices.map(({ delta }) => delta));

describe('a streamed answer', () => {
  it('is event-stream, ends with [DONE], and every chunk has the same id', async () => {
    const { response, frames } = await framesOf(plain);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(frames.at(-1)).toBe('[DONE]');
    const ids = chunksOf(frames).map(({ id, object }) => `${object} ${id}`);
    expect(new Set(ids)).toEqual(
      new Set(['chat.completion.chunk chatcmpl-624b665b-fb93-49e7-9ebd-bb6d86d314d2']),
    );
  });

  it('says the same as the answer in one piece', async () => {
    const { frames } = await framesOf(thinking);
    const whole = await firstMessage(thinking);
    const joined = (member: string) =>
      deltasOf(frames)
        .map((delta) => delta[member] ?? '')
        .join('');
    expect(joined('content')).toBe(whole.content);
    expect(joined('reasoning_content')).toBe(whole.reasoning_content);
  });

  it('thinks first and never says both at once', async () => {
    const deltas = deltasOf((await framesOf(thinking)).frames);
    expect(deltas[0]).toEqual({ content: null, role: 'assistant', reasoning_content: '' });
    const speaks = deltas.map(({ content }) => typeof content === 'string');
    expect(speaks).toEqual([...speaks].sort((a, b) => Number(a) - Number(b)));
    for (const { content, reasoning_content } of deltas) {
      expect([content, reasoning_content]).toContain(null);
    }
  });

  it('has content alone where the model does not think', async () => {
    const [first, ...rest] = deltasOf((await framesOf(plain)).frames);
    expect(first).toEqual({ content: '', role: 'assistant' });
    expect(rest.length).toBeGreaterThan(2);
    for (const delta of rest) expect(Object.keys(delta)).toEqual(['content']);
  });

  it('tells why it ended in its last choice alone', async () => {
    const reasons = chunksOf((await framesOf(plain)).frames).map(
      ({ choices }) => choices[0]?.finish_reason,
    );
    expect(reasons.at(-1)).toBe('stop');
    expect(reasons.slice(0, -1).every((reason) => reason === null)).toBe(true);
  });

  it('tells usage in a chunk of no choices, if asked', async () => {
    const asked = await framesOf({ ...plain, stream_options: { include_usage: true } });
    const chunks = chunksOf(asked.frames);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { total_tokens: expect.any(Number) },
    });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
    const unasked = chunksOf((await framesOf(plain)).frames);
    expect(unasked.every(({ usage, choices }) => usage === null && choices.length === 1)).toBe(
      true,
    );
  });

  it('has n choices, told apart by index', async () => {
    const chunks = chunksOf((await framesOf({ ...plain, n: 2 })).frames);
    expect(new Set(chunks.map(({ choices }) => choices[0]?.index))).toEqual(new Set([0, 1]));
  });

  it('waits between chunks, and longer where the prompt asks for it', async () => {
    const sleep = vi.fn(async () => {});
    const paused = { ...plain, messages: [user('Why? [[chat:pause seconds=16]]')] };
    const { frames } = await framesOf(paused, { sleep });
    expect(frames.at(-1)).toBe('[DONE]');
    expect(sleep).toHaveBeenCalledWith(16_000);
  });

  it('ends with an error frame when moderation strikes', async () => {
    const { frames, broken } = await framesOf(plain, { faults: ['moderation_in_stream'] });
    expect(broken).toBeUndefined();
    expect(frames.length).toBeGreaterThan(2);
    expect(JSON.parse(frames.at(-1) ?? '')).toEqual({
      error: {
        code: 'data_inspection_failed',
        param: null,
        message: 'Output data may contain inappropriate content.',
        type: 'data_inspection_failed',
      },
      id: 'chatcmpl-624b665b-fb93-49e7-9ebd-bb6d86d314d2',
      request_id: '624b665b-fb93-49e7-9ebd-bb6d86d314d2',
    });
  });

  it('breaks off when it is cut', async () => {
    const { frames, broken } = await framesOf(plain, { faults: ['stream_cut'] });
    expect(broken).toBeInstanceOf(ConnectionResetError);
    expect(frames.length).toBeGreaterThan(1);
    expect(frames).not.toContain('[DONE]');
  });
});

describe('an answer in one piece', () => {
  it('is refused when moderation strikes', async () => {
    expect(await refusalOf(plain, { faults: ['moderation_in_stream'] })).toEqual({
      status: 400,
      code: 'data_inspection_failed',
      message: 'Output data may contain inappropriate content.',
    });
  });

  it('breaks off when it is cut', async () => {
    const response = await askChat(plain, { faults: ['stream_cut'] });
    await expect(response.text()).rejects.toBeInstanceOf(ConnectionResetError);
  });
});
