import { describe, expect, it } from 'vitest';
import {
  namedEvents,
  openAiChunks,
  type ServerEvent,
  serverSentEvents,
} from '../../../../functions/edge/server-sent-events.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';

const toProblem = (error: unknown) => JSON.stringify({ detail: (error as Error).message });
const comment = ': still at work\n\n';
const done = 'event: done\ndata: {}\n\n';
const item = (n: number): ServerEvent => ({ event: 'text.delta', data: { delta: `${n}` } });
const frame = (n: number) => `event: text.delta\ndata: {"delta":"${n}"}\n\n`;

async function* from(...items: (ServerEvent | Error)[]): AsyncGenerator<ServerEvent> {
  for (const one of items) {
    if (one instanceof Error) throw one;
    yield one;
  }
}
async function collect(events: AsyncIterable<ServerEvent>) {
  const frames: string[] = [];
  for await (const text of serverSentEvents(events, namedEvents, toProblem, createFakeClock()))
    frames.push(text);
  return frames;
}
/** Lets everything happen that is ready to. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('serverSentEvents', () => {
  it('frames events in their order and ends with done', async () => {
    expect(await collect(from(item(1), item(2)))).toEqual([frame(1), frame(2), done]);
  });

  it('says done even when there was nothing to say', async () => {
    expect(await collect(from())).toEqual([done]);
  });

  it('tells an error as an event and says done after it', async () => {
    expect(await collect(from(item(1), new Error('broken')))).toEqual([
      frame(1),
      'event: error\ndata: {"detail":"broken"}\n\n',
      done,
    ]);
  });

  it('keeps a text with line breaks in one frame', async () => {
    const [first] = await collect(from({ event: 'text.delta', data: { delta: 'a\n\nevent: x' } }));
    expect(first).toBe('event: text.delta\ndata: {"delta":"a\\n\\nevent: x"}\n\n');
  });

  it('comments after every fifteen seconds of silence and loses no event over it', async () => {
    const clock = createFakeClock();
    let release: (event: ServerEvent) => void = () => {};
    async function* slow(): AsyncGenerator<ServerEvent> {
      yield await new Promise<ServerEvent>((resolve) => {
        release = resolve;
      });
      yield item(2);
    }
    const frames: string[] = [];
    const reading = (async () => {
      for await (const text of serverSentEvents(slow(), namedEvents, toProblem, clock))
        frames.push(text);
    })();
    await settle();
    clock.advance(14);
    await settle();
    expect(frames).toEqual([]);
    clock.advance(1);
    await settle();
    clock.advance(15);
    await settle();
    expect(frames).toEqual([comment, comment]);
    release(item(1));
    await reading;
    expect(frames).toEqual([comment, comment, frame(1), frame(2), done]);
  });

  it('comments at most once in fifteen seconds while events keep coming', async () => {
    const clock = createFakeClock();
    async function* busy(): AsyncGenerator<ServerEvent> {
      for (let n = 0; n < 5; n += 1) {
        clock.advance(14);
        yield item(n);
      }
    }
    const frames: string[] = [];
    for await (const text of serverSentEvents(busy(), namedEvents, toProblem, clock))
      frames.push(text);
    const comments = frames.filter((text) => text === comment);
    expect(comments.length).toBeLessThanOrEqual(Math.floor((5 * 14) / 15));
    expect(frames.filter((text) => text !== comment)).toEqual([
      ...[0, 1, 2, 3, 4].map(frame),
      done,
    ]);
  });
});

describe('openAiChunks', () => {
  const write = (items: AsyncIterable<string>) =>
    Array.fromAsync(serverSentEvents(items, openAiChunks, toProblem, createFakeClock()));

  it('are data alone, ended by [DONE]', async () => {
    async function* chunks() {
      yield '{"choices":[]}';
      yield '{\n"a": 1}';
    }
    expect(await write(chunks())).toEqual([
      'data: {"choices":[]}\n\n',
      'data: {\ndata: "a": 1}\n\n',
      'data: [DONE]\n\n',
    ]);
  });

  it('end with the error, because [DONE] would call the answer whole', async () => {
    async function* chunks() {
      yield '{}';
      throw new Error('broken');
    }
    expect(await write(chunks())).toEqual(['data: {}\n\n', 'data: {"detail":"broken"}\n\n']);
  });
});
