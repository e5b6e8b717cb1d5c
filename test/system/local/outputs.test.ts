import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { patience, untilClosed } from '../../support/jobs.ts';
import { findLeaks } from '../../support/leaks.ts';
import { callerWith, firstOwner, localSystem } from '../../support/system.ts';

const owner = firstOwner();
const { directory } = localSystem();

describe('what a caller entrusts to the service', () => {
  it('never comes out again: the query string of a signed URL', async () => {
    const token = '5e1f7a9c3b2d4f60';
    const signed = `https://media.invalid/private/a.jpg?X-Amz-Signature=${token}&token=${token}`;
    const { id } = await owner.createVideo({ img_url: signed, duration: 2 });
    const asked = await owner.post('/v1/vision/analyze', { image: signed, prompt: 'What?' });
    const job = await untilClosed(owner, id);
    expect(job).toMatchObject({
      status: 'failed',
      error: { code: 'invalid_media', maybe_billed: false },
      request: { img_url: 'https://media.invalid/private/a.jpg' },
    });
    expect(asked.status).toBe(400);
    expect(asked.text).not.toContain(token);
    expect(await findLeaks(directory, [token])).toEqual([]);
  });

  it('never comes out again: a key that was revoked, or that somebody mistyped', async () => {
    const keys = ['qm_alpha_7d1e5c9a3f2b4860', 'sk-planted7d1e5c9a3f2b4860'];
    for (const key of keys) {
      const stranger = callerWith(`${key}0000000000000000`);
      await stranger.get('/v1/videos');
      await stranger.post('/v1/videos', { prompt: 'x', img_url: 'https://media.invalid/a.jpg' });
    }
    expect(await findLeaks(directory, keys)).toEqual([]);
  });

  it('leaves numbers, not words: every line of the log about a job names it and its stage', async () => {
    const { id } = await owner.createVideo({ prompt: 'A rocket that is counted', duration: 2 });
    await untilClosed(owner, id);
    // the last step counts what it closed after its caller can see it
    const measured = await vi.waitFor(() => measurementsOf(id), { timeout: patience });
    expect(new Set(measured.map(({ stage }) => stage))).toEqual(new Set(['dev']));
  });

  it('is not logged: prompts', async () => {
    const prompt = 'A rocket that must stay between us';
    const { id } = await owner.createVideo({ prompt: `${prompt} [[twin:task_failed]]` });
    await owner.post('/v1/vision/analyze', { image: 'https://media.invalid/a.jpg', prompt });
    await untilClosed(owner, id);
    const log = await readFile(join(directory, 'platform.log'), 'utf8');
    expect(log).toContain(id);
    expect(log).not.toContain(prompt);
  });
});

const metrics = ['VideosCreated', 'Polls', 'ArchiveBytes', 'VideosCompleted', 'BilledSeconds'];

/** The log's lines with numbers about a job, once all are there. */
async function measurementsOf(id: string): Promise<Record<string, unknown>[]> {
  const log = await readFile(join(directory, 'platform.log'), 'utf8');
  const lines = log.split('\n').filter((line) => line.includes(id) && line.includes('_aws'));
  const measured = lines.map((line) => JSON.parse(line.slice(line.indexOf('{'))));
  const names = new Set(measured.flatMap((line) => Object.keys(line)));
  for (const name of metrics) expect(names).toContain(name);
  return measured;
}
