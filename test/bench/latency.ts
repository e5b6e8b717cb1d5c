import { percentile } from '../fault/harness/pace.ts';
import { type LocalPlatform, startLocalPlatform } from './local-platform.ts';
import type { Row, Tell } from './row.ts';

/** Several owners, because the usage plan lets one key make 50 requests a second. */
const keys = ['a', 'b', 'c', 'd'].map((name) => `qm_bench-${name}_0000000000000000000000000`);
const rounds = { whole: 200, streamed: 60 };
const warmUps = 20;

const path = 'v1/chat/completions';
const question = {
  model: 'qwen3-vl-plus',
  messages: [{ role: 'user', content: 'What is a rocket?' }],
  max_tokens: 64,
};

/** Where a request goes and with which key. */
type Target = { readonly url: string; readonly key: string };

/** What the platform costs beside the provider's own time, both asked in turn (design.md §3). */
export async function measureLatency(tell: Tell): Promise<Row[]> {
  tell('platform, starting');
  const platform = await startLocalPlatform(keys);
  try {
    const whole = await compare(platform, rounds.whole, untilTheEnd, tell);
    const streamed = await compare(platform, rounds.streamed, untilTheFirstByte, tell);
    return [
      {
        name: 'platform start',
        value: platform.startSeconds,
        unit: 's',
        budget: { atMost: 10 },
        note: 'templates made before',
      },
      added('vision, added p50', whole, 50, 30),
      added('vision, added p99', whole, 99, 200),
      added('vision stream, added to the first byte p50', streamed, 50, 30),
      added('vision stream, added to the first byte p99', streamed, 99, 200),
    ];
  } finally {
    await platform.close();
  }
}

type Compared = { readonly direct: readonly number[]; readonly ours: readonly number[] };

async function compare(
  { endpoints }: LocalPlatform,
  times: number,
  measure: (target: Target) => Promise<number>,
  tell: Tell,
): Promise<Compared> {
  const [twinKey = ''] = endpoints.twinKeys;
  const direct = { url: `${endpoints.twin}/compatible-mode/${path}`, key: twinKey };
  const taken = { direct: [] as number[], ours: [] as number[] };
  for (let round = -warmUps; round < times; round += 1) {
    if (round % 50 === 0) tell(`vision, call ${Math.max(0, round)} of ${times}`);
    const key = keys.at(round % keys.length) ?? '';
    const first = await measure(direct);
    const second = await measure({ url: `${endpoints.api}/${path}`, key });
    if (round < 0) continue;
    taken.direct.push(first);
    taken.ours.push(second);
  }
  return taken;
}

function added(name: string, { direct, ours }: Compared, percent: number, atMost: number): Row {
  const [alone, through] = [percentile(direct, percent), percentile(ours, percent)];
  const note = `${through.toFixed(1)} − ${alone.toFixed(1)}`;
  return { name, value: through - alone, unit: 'ms', budget: { atMost }, note };
}

async function untilTheEnd(target: Target): Promise<number> {
  const started = performance.now();
  const response = await ask(target, question);
  await response.text();
  return performance.now() - started;
}

async function untilTheFirstByte(target: Target): Promise<number> {
  const started = performance.now();
  const response = await ask(target, { ...question, stream: true });
  let first: number | undefined;
  for await (const _piece of response.body ?? []) first ??= performance.now() - started;
  return first ?? Number.NaN;
}

async function ask({ url, key }: Target, body: object): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.ok) return response;
  throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
}
