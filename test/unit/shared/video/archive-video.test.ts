import { afterAll, describe, expect, it } from 'vitest';
import { sampleMp4 } from './archive-result-server.ts';
import { digest, expectKept, mebibyte, startArchives } from './archive-world.ts';

const archives = await startArchives();
afterAll(() => archives.close());

describe('archiveVideo', () => {
  it('keeps a result of one part, and of several', async () => {
    for (const bytes of [200_000, 5 * mebibyte, 11 * mebibyte]) {
      const world = await archives.create(bytes);
      expect(await world.archive()).toMatchObject({ phase: 'closing' });
      await expectKept(world);
      expect(await world.uploads()).toEqual([]);
      expect(world.server.sentBytes).toBe(bytes);
    }
  });

  it('lets the signed address into no record and no log', async () => {
    const world = await archives.create(6 * mebibyte);
    world.server.troubles = [{ cutAfter: mebibyte }, { status: 500 }, { status: 404 }];
    await world.archive();
    const seen = (await world.dump()) + world.logs.join();
    expect(seen).toContain('archive.interrupted');
    expect(seen).not.toMatch(/planted-\d|result\.test/);
  });

  it('does nothing for a job that is past archiving', async () => {
    const world = await archives.create(1000);
    await world.archive();
    const { length } = world.server.requests;
    expect(await world.archive()).toMatchObject({ phase: 'closing' });
    expect(world.server.requests).toHaveLength(length);
  });

  const day = 24 * 3600;
  const ends = [
    ['cannot be had', 503],
    ['is not there any more', 404],
    ['is no file', 400],
  ] as const;
  // a task may have waited for a day in its queue, and its result is kept for another one
  it.each(ends)('gives up a result that %s two days after the submit', async (_name, status) => {
    const world = await archives.create(1000);
    const troubles = Array.from({ length: 50 }, () => ({ status }));
    world.server.troubles = [...troubles];
    world.advance(2 * day - 3600);
    await expect(world.archive()).rejects.toThrow();
    world.server.troubles = [...troubles];
    world.advance(3600);
    await world.archive();
    expect((await world.record()).verdict).toMatchObject({
      status: 'failed',
      error: { code: 'archive_failed', maybe_billed: true },
    });
  });

  it('takes a result that is still there, however late it is', async () => {
    const world = await archives.create(1000);
    world.advance(2 * day);
    await world.archive();
    await expectKept(world);
  });
});

describe('a result that is already stored', () => {
  it('is taken for this one when it is equal', async () => {
    const world = await archives.create(6 * mebibyte);
    await world.plant(world.server.contents);
    await world.archive();
    await expectKept(world);
  });

  it('is left alone and never called this one when it differs', async () => {
    const world = await archives.create(6 * mebibyte);
    const other = sampleMp4(6 * mebibyte, 'other ');
    await world.plant(other);
    await expect(world.archive()).rejects.toMatchObject({ code: 'archive_failed' });
    expect((await world.record()).phase).toBe('archiving');
    expect(digest((await world.stored()) ?? new Uint8Array())).toBe(digest(other));
  });
});

describe('an address that does not answer with the file', () => {
  it.each([401, 403, 404, 410])('is asked for once more after %i', async (status) => {
    const world = await archives.create(1000);
    world.server.troubles = [{ status }];
    await world.archive();
    await expectKept(world);
    expect(world.polls).toHaveLength(2);
    expect(world.server.requests.map(({ url }) => url.slice(-1))).toEqual(['1', '2']);
  });

  it('is not asked for a third time in one attempt', async () => {
    const world = await archives.create(1000);
    world.server.troubles = [{ status: 403 }, { status: 403 }];
    await expect(world.archive()).rejects.toMatchObject({ code: 'archive_failed' });
    expect(world.polls).toHaveLength(2);
    await world.archive();
    await expectKept(world);
  });

  it.each([500, 503, 429, 202, 400])('is an error on %i, and tried again', async (status) => {
    const world = await archives.create(1000);
    world.server.troubles = [{ status }];
    await expect(world.archive()).rejects.toMatchObject({ retryable: true });
    expect((await world.record()).phase).toBe('archiving');
    await world.archive();
    await expectKept(world);
  });
});

describe('a file that is not the finished video', () => {
  const page = Buffer.from('<!DOCTYPE html><html><body>Sign in.</body></html>');
  const cutShort = sampleMp4(12 * mebibyte).subarray(0, 7 * mebibyte);
  it.each([
    ['an error page', page],
    ['a long error page', Buffer.concat([page, Buffer.alloc(6 * mebibyte)])],
    ['less than a box', Buffer.from('ftyp')],
    ['a file whose announced length is too short', cutShort],
  ])('is never kept: %s', async (_name, contents) => {
    const world = await archives.create(12 * mebibyte);
    const whole = world.server.contents;
    world.server.contents = contents;
    await expect(world.archive()).rejects.toMatchObject({ code: 'archive_failed' });
    expect(await world.stored()).toBeUndefined();
    expect(await world.uploads()).toEqual([]);
    world.server.contents = whole;
    await world.archive();
    await expectKept(world);
  });
});
