/** One outbound call: `GET s3 job.json`, `POST provider /api/v1/…`. */
export type WireCall = {
  readonly service: 's3' | 'provider' | 'states' | 'events';
  readonly what: string;
};

type Pass = <Answer>(call: WireCall, send: () => Promise<Answer>) => Promise<Answer>;

/** Everything a step sends goes through here, so that a test can break it anywhere. */
export type FakeWire = { pass: Pass; readonly calls: WireCall[] };

/** The process dies: nothing it does from here on reaches anybody. */
class KilledError extends Error {
  override readonly name = 'KilledError';
}

/** An answer that never came back, as the SDK and fetch report it; AWS clients try again by themselves. */
class AnswerLostError extends Error {
  override readonly name = 'TimeoutError';
}

export function createFakeWire(): FakeWire {
  return { calls: [], pass: async (_call, send) => send() };
}

/** Sends a call as the wire allows it at this moment. */
export function sendThrough<Answer>(
  wire: FakeWire,
  call: WireCall,
  send: () => Promise<Answer>,
): Promise<Answer> {
  wire.calls.push(call);
  return wire.pass(call, send);
}

/**
 * Dies at the n-th call from now on, before it goes out or before its answer comes in.
 * @returns whether it has come to that
 */
export function killAt(wire: FakeWire, n: number, moment: 'before' | 'after'): () => boolean {
  let seen = 0;
  let dead = false;
  wire.pass = async (_call, send) => {
    seen += 1;
    if (seen < n) return send();
    const first = !dead;
    dead = true;
    if (first && moment === 'after') await send();
    throw new KilledError(`killed ${moment} call ${n}`);
  };
  return () => dead;
}

/** Lets everything through again. */
export function heal(wire: FakeWire): void {
  wire.pass = async (_call, send) => send();
}

/** Performs the next matching call and drops its answer. */
export function loseAnswer(wire: FakeWire, match: (call: WireCall) => boolean): void {
  let lost = false;
  wire.pass = async (call, send) => {
    const answer = await send();
    if (lost || !match(call)) return answer;
    lost = true;
    throw new AnswerLostError('the answer was lost');
  };
}
