import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { killTwins, startTwin } from './core-process.ts';

type Poll = { output: { task_status: string; video_url: string } };

const body = (prompt: string) => ({
  model: 'wan2.6-t2v',
  input: { prompt },
  parameters: { size: '1280*720', duration: 2 },
});

let twin: Awaited<ReturnType<typeof startTwin>>;
beforeAll(async () => {
  twin = await startTwin();
});
beforeEach(async () => {
  await twin.post('/_twin/reset', {});
});
afterAll(killTwins);

async function finish(prompt: string): Promise<string> {
  const { output } = (await (await twin.submit(body(prompt))).json()) as {
    output: { task_id: string };
  };
  await twin.post('/_twin/clock', { advance_seconds: 600 });
  const poll = (await (await twin.send(`/api/v1/tasks/${output.task_id}`)).json()) as Poll;
  return poll.output.video_url;
}

async function witnessedTasks() {
  const answer = await (await twin.send('/_twin/tasks')).json();
  return (answer as { tasks: { result_fetched: boolean; prompt: string }[] }).tasks;
}

/** Length of the whole file: HEAD meets no fault of a body. */
async function measure(url: string): Promise<number> {
  const head = await fetch(url, { method: 'HEAD' });
  return Number(head.headers.get('content-length'));
}

describe('faults on the wire', () => {
  it.each([
    ['reset_before_accept', 0],
    ['reset_after_accept', 1],
  ])('%s resets the connection and leaves %i tasks', async (kind, tasks) => {
    await expect(twin.submit(body(`[[twin:${kind}]]`))).rejects.toMatchObject({
      cause: { code: 'ECONNRESET' },
    });
    expect(await witnessedTasks()).toHaveLength(tasks);
  });

  it('result_truncated ends the connection before the announced length', async () => {
    const response = await fetch(await finish('[[twin:result_truncated]]'));
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0);
    await expect(response.arrayBuffer()).rejects.toThrow('terminated');
    expect(await witnessedTasks()).toMatchObject([{ result_fetched: false }]);
  });

  it('result_truncated, silent, looks complete', async () => {
    const url = await finish('[[twin:result_truncated silent=true]]');
    const whole = await measure(url);
    const response = await fetch(url);
    expect((await response.arrayBuffer()).byteLength).toBe(Math.floor(whole / 2));
  });

  it('result_stalled sends half and stays silent until the caller gives up', async () => {
    const url = await finish('[[twin:result_stalled]]');
    const whole = await measure(url);
    const caller = new AbortController();
    const response = await fetch(url, { signal: caller.signal });
    const reader = response.body?.getReader();
    let received = 0;
    while (received < Math.floor(whole / 2)) {
      received += (await reader?.read())?.value?.byteLength ?? 0;
    }
    expect(received).toBe(Math.floor(whole / 2));
    caller.abort();
    await expect(reader?.read()).rejects.toThrow('aborted');
  });

  it('result_slow takes its time and comes to its end', async () => {
    const url = await finish('[[twin:result_slow bytes_per_second=100000]]');
    const whole = await measure(url);
    const response = await fetch(url);
    expect((await response.arrayBuffer()).byteLength).toBe(whole);
    await expect
      .poll(async () => (await witnessedTasks()).find(({ prompt }) => prompt.includes('slow')))
      .toMatchObject({ result_fetched: true });
  });

  it('a download can be taken up again by range', async () => {
    const url = await finish('a cat');
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    const rest = await fetch(url, { headers: { range: 'bytes=1000-' } });
    expect(rest.status).toBe(206);
    expect(Buffer.from(await rest.arrayBuffer()).equals(whole.subarray(1000))).toBe(true);
    const head = await fetch(url, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(whole.byteLength));
  });
});
