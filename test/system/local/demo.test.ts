import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { probeVideo } from '../../support/media.ts';
import { isAlive, PlatformPlace } from '../../support/platform-process.ts';

describe('the demo', () => {
  it('asks about a photo, saves two videos that play, and leaves nothing running', async () => {
    const place = await PlatformPlace.make();
    onTestFinished(() => place.remove());
    const child = place.spawn('infra/local/demo/main.ts');
    child.stderr.pipe(process.stderr);
    const [[code], output] = await Promise.all([once(child, 'exit'), text(child.stdout)]);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain('What is in this photo?');
    expect(output.match(/ completed /g)).toHaveLength(2);
    for (const name of ['text-to-video.mp4', 'image-to-video.mp4']) {
      const bytes = await readFile(join(place.directory, 'demo', name));
      const { width, height, seconds } = await probeVideo(new Uint8Array(bytes));
      expect(Math.min(width ?? 0, height ?? 0)).toBeGreaterThanOrEqual(700);
      expect(seconds).toBeCloseTo(5, 0);
      expect(output).toContain(name);
    }
    expect(output).not.toMatch(/sk-|X-Amz-/);
    expect(isAlive(place.twin() ?? 2 ** 30)).toBe(false);
  });
});
