import { describe, expect, it } from 'vitest';
import { createVirtualTwin, type Json, textRequest } from '../virtual-twin.ts';

const day = 24 * 3600;

/** Each fault both ways: told to the admin route, and written into the prompt. */
async function acceptWith(fault: Json, options: { match?: Json; publicUrl?: string } = {}) {
  const { kind, ...details } = fault;
  const token = Object.entries({ ...details, ...options.match }).map(
    ([name, value]) => ` ${name}=${value}`,
  );
  const ways = [];
  for (const isPrompted of [true, false]) {
    const twin = createVirtualTwin();
    if (!isPrompted) await twin.inject(fault, options.match);
    const id = await twin.accept(
      textRequest(isPrompted ? `[[twin:${kind}${token.join('')}]]` : 'a cat'),
    );
    ways.push({ twin, id, status: async () => (await twin.poll(id)).output.task_status });
  }
  return ways;
}

describe('a broken task', () => {
  it('never_ends runs for days and keeps no slot from others', async () => {
    for (const { twin, status } of await acceptWith({ kind: 'never_ends' })) {
      expect(await status()).toBe('RUNNING');
      twin.advance(30 * day);
      expect(await status()).toBe('RUNNING');
      expect(await twin.tasks()).toMatchObject([{ billed_seconds: 0 }]);
    }
  });

  it('slow_pending waits so long and then renders as usual', async () => {
    for (const { twin, status } of await acceptWith({ kind: 'slow_pending', seconds: 600 })) {
      twin.advance(599.9);
      expect(await status()).toBe('PENDING');
      twin.advance(0.1);
      expect(await status()).toBe('RUNNING');
      twin.advance(100);
      expect(await status()).toBe('SUCCEEDED');
    }
  });

  it('slow_pending runs at the speed of the twin, and holds back nobody else', async () => {
    const twin = createVirtualTwin({ speed: 33 });
    const slow = await twin.accept(textRequest('[[twin:slow_pending seconds=330]]'));
    const quick = await twin.accept(textRequest());
    twin.advance(9.9);
    expect((await twin.poll(slow)).output.task_status).toBe('PENDING');
    expect((await twin.poll(quick)).output.task_status).toBe('SUCCEEDED');
    twin.advance(0.1);
    expect((await twin.poll(slow)).output.task_status).toBe('RUNNING');
  });

  it('task_failed ends FAILED with the code', async () => {
    const fault = { kind: 'task_failed', code: 'DataInspectionFailed' };
    for (const { twin, id } of await acceptWith(fault)) {
      twin.advance(100);
      const { output, usage } = await twin.poll(id);
      expect(output).toMatchObject({ task_status: 'FAILED', code: 'DataInspectionFailed' });
      expect(usage).toBeUndefined();
      expect(await twin.tasks()).toMatchObject([{ status: 'FAILED', billed_seconds: 0 }]);
    }
  });

  it('task_failed may come without a code', async () => {
    for (const { twin, id } of await acceptWith({ kind: 'task_failed' })) {
      twin.advance(100);
      const { output } = await twin.poll(id);
      expect(output.task_status).toBe('FAILED');
      expect(output).not.toHaveProperty('code');
    }
  });

  it('unknown_early loses the task, which goes on and is billed', async () => {
    for (const { twin, status } of await acceptWith({ kind: 'unknown_early' })) {
      expect(await status()).toBe('UNKNOWN');
      twin.advance(100);
      expect(await status()).toBe('UNKNOWN');
      expect(await twin.tasks()).toMatchObject([{ status: 'SUCCEEDED', billed_seconds: 5 }]);
    }
  });

  it('unknown_early may last a few polls only', async () => {
    const ways = await acceptWith({ kind: 'unknown_early' }, { match: { nth: 2, times: 2 } });
    for (const { status } of ways) {
      const seen = [await status(), await status(), await status(), await status()];
      expect(seen).toEqual(['RUNNING', 'UNKNOWN', 'UNKNOWN', 'RUNNING']);
    }
  });

  it('usage_strings gives SR as a string', async () => {
    for (const { twin, id } of await acceptWith({ kind: 'usage_strings' })) {
      twin.advance(100);
      expect((await twin.poll(id)).usage).toMatchObject({ SR: '720' });
    }
  });

  it('result_http gives an address without TLS', async () => {
    for (const { twin, id } of await acceptWith({ kind: 'result_http' })) {
      twin.advance(100);
      expect((await twin.poll(id)).output.video_url).toMatch(/^http:\/\/twin\.test\/results\//);
    }
  });
});
