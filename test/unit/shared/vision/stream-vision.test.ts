import { afterAll, describe, expect, it } from 'vitest';
import { VisionResult } from '../../../../shared/contract/vision.ts';
import { asking, startVision } from './vision-world.ts';

const worlds = await startVision();
afterAll(() => worlds.close());

describe('streamVision', () => {
  it('hands on reasoning, then text, then the whole result', async () => {
    const { stream } = await worlds.create();
    const events = await stream(asking({ model: 'qvq-max' }));
    const names = events.map(({ event }) => event);
    expect([...new Set(names)]).toEqual(['reasoning.delta', 'text.delta', 'result']);
    const last = events.at(-1);
    const { text, reasoning } = VisionResult.parse(last?.data);
    const joined = (name: string) =>
      events
        .map(({ event, data }) => (event === name && 'delta' in data ? data.delta : ''))
        .join('');
    expect(joined('text.delta')).toBe(text);
    expect(joined('reasoning.delta')).toBe(reasoning);
  });

  it('tries again before the first byte only', async () => {
    const { stream, bodies, inject } = await worlds.create();
    await inject({ kind: 'status', status: 429 }, { times: 1 });
    expect((await stream(asking())).at(-1)?.event).toBe('result');
    expect(bodies).toHaveLength(2);
  });

  const endings = [
    ['moderated', { kind: 'moderation_in_stream' }, 'content_policy'],
    ['cut', { kind: 'stream_cut' }, 'provider_error'],
  ] as const;
  it.each(endings)('fails without a second call when the answer is %s', async (_n, fault, code) => {
    const { stream, bodies, inject } = await worlds.create();
    await inject(fault);
    const request = asking({ max_tokens: 100 });
    await expect(stream(request)).rejects.toMatchObject({ code });
    expect(bodies).toHaveLength(1);
  });

  it('refuses before the stream begins what the provider refuses', async () => {
    const { stream, inject } = await worlds.create();
    await inject({ kind: 'status', code: 'DataInspectionFailed' });
    await expect(stream(asking())).rejects.toMatchObject({
      code: 'content_policy',
    });
  });
});
