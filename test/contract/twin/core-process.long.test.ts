import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeServer, listen } from '../../../infra/local/wire/listen.ts';
import { killTwins, runTwin, startTwin, videoPath } from './core-process.ts';

const wanted = {
  model: 'wan2.6-t2v',
  input: { prompt: 'a cat' },
  parameters: { size: '1280*720', duration: 2 },
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'twin-process-'));
});
afterAll(async () => {
  killTwins();
  await rm(directory, { recursive: true });
});

describe('npm run twin', () => {
  it('prints one line when it is ready and answers', async () => {
    const twin = await startTwin();
    expect(twin.line).toMatch(/^twin http:\/\/127\.0\.0\.1:\d+$/);
    expect((await twin.submit(wanted)).status).toBe(200);
    expect(await twin.stop('SIGTERM')).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends cleanly on %s in the middle of a download',
    async (signal) => {
      const twin = await startTwin();
      const prompt = '[[twin:result_stalled]]';
      const submitted = await twin.submit({ ...wanted, input: { prompt } });
      const { output } = (await submitted.json()) as { output: { task_id: string } };
      await twin.post('/_twin/clock', { advance_seconds: 600 });
      const polled = await (await twin.send(`/api/v1/tasks/${output.task_id}`)).json();
      const download = await fetch((polled as { output: { video_url: string } }).output.video_url);
      expect(await twin.stop(signal)).toBe(0);
      await expect(download.arrayBuffer()).rejects.toThrow('terminated');
    },
  );

  it('says that a port is taken, and ends with 1', async () => {
    const server = createServer();
    const port = await listen(server, 0);
    const { code, output, errors } = await runTwin({ TWIN_PORT: String(port) });
    await closeServer(server);
    expect(code).toBe(1);
    expect(output).toBe('');
    expect(errors).toMatch(/^twin: listen EADDRINUSE.*set TWIN_PORT\n$/);
  });

  it('says what is wrong with its settings', async () => {
    const { code, errors } = await runTwin({ TWIN_PORT: 'high' });
    expect(code).toBe(1);
    expect(errors).toContain('TWIN_PORT');
  });

  it('explains itself', async () => {
    const { code, output } = await runTwin({}, '--help');
    expect(code).toBe(0);
    expect(output).toContain('TWIN_SPEED');
  });

  it('takes its keys from the environment', async () => {
    const twin = await startTwin({ TWIN_API_KEYS: 'sk-mine,sk-yours' });
    const ask = async (key: string) => (await twin.send('/api/v1/tasks', { key })).status;
    expect([await ask('sk-mine'), await ask('sk-yours'), await ask('sk-other')]).toEqual([
      200, 200, 401,
    ]);
    await twin.stop('SIGTERM');
  });

  it('goes on with its tasks after a restart', async () => {
    const environment = { TWIN_STATE_FILE: join(directory, 'state.json') };
    const earlier = await startTwin(environment);
    const { output } = (await (await earlier.submit(wanted)).json()) as {
      output: { task_id: string };
    };
    await earlier.stop('SIGTERM');
    const later = await startTwin(environment);
    await later.post('/_twin/clock', { advance_seconds: 600 });
    const poll = await (await later.send(`/api/v1/tasks/${output.task_id}`)).json();
    expect(poll).toMatchObject({ output: { task_status: 'SUCCEEDED', orig_prompt: 'a cat' } });
    await later.stop('SIGTERM');
  });

  it('answers a body that is too large, bad JSON and strange methods, and lives on', async () => {
    const twin = await startTwin();
    const large = await twin.send(videoPath, {
      method: 'POST',
      body: 'x'.repeat(20 * 1024 * 1024),
    });
    expect(large.status).toBe(400);
    expect(await large.json()).toMatchObject({ code: 'BadRequest.TooLarge' });
    const bad = await twin.send(videoPath, { method: 'POST', body: '{' });
    expect(await bad.json()).toMatchObject({ code: 'BadRequest.IllegalInput' });
    expect((await twin.send(videoPath, { method: 'PATCH' })).status).toBe(400);
    expect((await twin.send('/api/v1/%ff')).status).toBe(404);
    expect((await twin.submit(wanted)).status).toBe(200);
    await twin.stop('SIGTERM');
  });
});
