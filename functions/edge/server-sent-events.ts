import type { Clock } from '../../shared/runtime/world.ts';

export type ServerEvent = { readonly event: string; readonly data: unknown };

/** Gateways cut connections that are silent for minutes (aws-facts §2). */
const heartbeatMilliseconds = 15_000;

const silence = Symbol('silence');

/**
 * Events as SSE text: a comment at least every 15 s of silence, an `error` event when the source fails,
 * and `done` at the end whatever happened.
 */
export async function* serverSentEvents(
  events: AsyncIterable<ServerEvent>,
  toProblem: (error: unknown) => string,
  clock: Clock,
): AsyncGenerator<string> {
  try {
    for await (const item of withHeartbeat(events, clock)) {
      yield item === silence ? ': still at work\n\n' : frame(item.event, JSON.stringify(item.data));
    }
  } catch (error) {
    yield frame('error', toProblem(error));
  }
  yield frame('done', '{}');
}

function frame(event: string, json: string): string {
  return `event: ${event}\ndata: ${json}\n\n`;
}

async function* withHeartbeat(
  events: AsyncIterable<ServerEvent>,
  clock: Clock,
): AsyncGenerator<ServerEvent | typeof silence> {
  const source = events[Symbol.asyncIterator]();
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
