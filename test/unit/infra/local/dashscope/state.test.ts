import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readState, writeState } from '../../../../../infra/local/dashscope/state-file.ts';
import { createVirtualTwin, textRequest } from './virtual-twin.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'twin-state-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('the state of a twin', () => {
  it('lets a later twin go on with the tasks of an earlier one', async () => {
    const earlier = createVirtualTwin();
    const running = await earlier.accept(textRequest('[[twin:unknown_early nth=2]]'));
    for (let index = 0; index < 4; index += 1) await earlier.accept(textRequest());
    earlier.advance(1);
    const waiting = await earlier.accept(textRequest());
    const file = join(directory, 'state.json');
    await writeState(file, earlier.twin.state());

    const later = createVirtualTwin({ state: await readState(file) });
    expect((await later.poll(waiting)).output.task_status).toBe('PENDING');
    later.advance(100);
    expect((await later.poll(waiting)).output.task_status).toBe('RUNNING');
    expect((await later.poll(running)).output).toMatchObject({
      task_status: 'SUCCEEDED',
      end_time: '2026-11-21 12:01:40.000',
    });
    expect((await later.poll(running)).output.task_status).toBe('UNKNOWN');
    later.advance(100);
    expect((await later.poll(waiting)).output.task_status).toBe('SUCCEEDED');
  });

  it('keeps the addresses of results valid', async () => {
    const earlier = createVirtualTwin();
    const { output } = await earlier.finish(textRequest());
    const later = createVirtualTwin({ state: earlier.twin.state() });
    later.advance(3600);
    expect((await later.send(output.video_url ?? '')).status).toBe(200);
  });

  it('keeps the time that was added', async () => {
    const earlier = createVirtualTwin();
    await earlier.post('/_twin/clock', { advance_seconds: 3600 }, { key: null });
    const later = createVirtualTwin({ state: earlier.twin.state() });
    const moved = await later.post('/_twin/clock', { advance_seconds: 1 }, { key: null });
    expect(await moved.json()).toEqual({ now: '2026-11-21T05:00:01.000Z' });
  });

  it('ends a task whose media were still being read', async () => {
    const earlier = createVirtualTwin({ fetch: () => new Promise(() => {}) });
    const body = { model: 'wan2.6-i2v', input: { img_url: 'http://media.test/x.jpg' } };
    const response = await earlier.submit(body);
    const { output } = (await response.json()) as { output: { task_id: string } };
    const later = createVirtualTwin({ state: earlier.twin.state() });
    later.advance(1);
    expect((await later.poll(output.task_id)).output).toMatchObject({
      task_status: 'FAILED',
      code: 'InternalError.Algo',
    });
  });
});

describe('readState', () => {
  it('finds nothing where nothing is', async () => {
    expect(await readState(join(directory, 'none.json'))).toBeUndefined();
  });

  it.each(['{"tasks":', '[]', '{"advancedSeconds":0,"tasks":[{"id":1}]}'])(
    'refuses a file that holds %s',
    async (text) => {
      const file = join(directory, 'state.json');
      await writeFile(file, text);
      await expect(readState(file)).rejects.toThrow();
    },
  );

  it('says so when a file cannot be read', async () => {
    await expect(readState(directory)).rejects.toThrow('EISDIR');
  });

  it('leaves no draft behind', async () => {
    await writeState(join(directory, 'state.json'), { advancedSeconds: 0, tasks: [] });
    expect(await readdir(directory)).toEqual(['state.json']);
  });
});
