import type { Clock } from '../../shared/runtime/world.ts';

export type ServerEvent = { readonly event: string; readonly data: unknown };

/** How a stream's items, its failure and its end are written. */
export type Framing<Item> = {
  readonly item: (item: Item) => string;
  /** What ends a stream that failed; takes the problem as JSON. */
  readonly failure: (problem: string) => readonly string[];
  readonly end: string;
};

const done = frame('done', '{}');

/** Our own streams: an `error` event when the source fails, and `done` at the end whatever happened. */
export const namedEvents: Framing<ServerEvent> = {
  item: ({ event, data }) => frame(event, JSON.stringify(data)),
  failure: (problem) => [frame('error', problem), done],
  end: done,
};

/** OpenAI's streams of JSON texts: an error is a frame with the member `error`, and nothing follows it. */
export const openAiChunks: Framing<string> = {
  item: (data) => `data: ${data.replaceAll('\n', '\ndata: ')}\n\n`,
  failure: (problem) => [`data: ${problem}\n\n`],
  end: 'data: [DONE]\n\n',
};

/** Gateways cut connections that are silent for minutes (aws-facts §2). */
const heartbeatMilliseconds = 15_000;

const silence = Symbol('silence');

/** A source as SSE text, with a comment after every 15 s of silence. */
export async function* serverSentEvents<Item>(
  source: AsyncIterable<Item>,
  framing: Framing<Item>,
  toProblem: (error: unknown) => string,
  clock: Clock,
): AsyncGenerator<string> {
  try {
    for await (const item of withHeartbeat(source, clock))
      yield item === silence ? ': still at work\n\n' : framing.item(item as Item);
  } catch (error) {
    yield* framing.failure(toProblem(error));
    return;
  }
  yield framing.end;
}

function frame(event: string, json: string): string {
  return `event: ${event}\ndata: ${json}\n\n`;
}

async function* withHeartbeat<Item>(
  items: AsyncIterable<Item>,
  clock: Clock,
): AsyncGenerator<Item | typeof silence> {
  const source = items[Symbol.asyncIterator]();
  const rest = () => clock.sleep(heartbeatMilliseconds).then(() => silence);
  let next = source.next();
  let pause = rest();
  for (;;) {
    const first = await Promise.race([next, pause]);
    if (typeof first === 'symbol') {
      yield silence;
      pause = rest();
    } else if (first.done) return;
    else {
      yield first.value;
      next = source.next();
    }
  }
}
