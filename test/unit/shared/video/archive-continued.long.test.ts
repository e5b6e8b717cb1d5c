import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { copySeconds } from '../../../../shared/video/archive-video.ts';
import { sampleMp4, type Trouble } from './archive-result-server.ts';
import { expectKept, mebibyte, startArchives } from './archive-world.ts';

const archives = await startArchives();
afterAll(() => archives.close());
afterEach(() => {
  vi.useRealTimers();
});

const bytes = 7 * mebibyte;
const virtualTimeouts = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });

describe('a download that breaks off', () => {
  it.each<[string, Trouble]>([
    ['in the first part', { cutAfter: 2 * mebibyte }],
    ['after the first part', { cutAfter: 6 * mebibyte }],
    ['at the border of two parts', { cutAfter: 5 * mebibyte }],
    ['one byte before its end', { cutAfter: bytes - 1 }],
  ])('goes on at the very byte: %s', async (_name, trouble) => {
    const world = await archives.create(bytes);
    world.server.troubles = [trouble];
    await world.archive();
    await expectKept(world);
    const ranges = world.server.requests.map(({ range }) => range);
    expect(ranges).toEqual([null, `bytes=${trouble.cutAfter}-`]);
    expect(world.server.sentBytes).toBe(bytes);
  });

  it('goes on by an address asked for afresh when the old one has expired meanwhile', async () => {
    const world = await archives.create(bytes);
    world.server.troubles = [{ cutAfter: 6 * mebibyte }, { status: 403 }];
    await world.archive();
    await expectKept(world);
    expect(world.polls).toHaveLength(2);
    expect(world.server.sentBytes).toBe(bytes);
  });

  it('skips what it has when the server knows no ranges', async () => {
    const world = await archives.create(bytes);
    world.server.troubles = [{ cutAfter: 6 * mebibyte }, { ignoresRange: true }];
    await world.archive();
    await expectKept(world);
    expect(world.server.sentBytes).toBe(bytes + 6 * mebibyte);
  });

  it('is left to the next attempt when three connections in a row bring nothing', async () => {
    const world = await archives.create(bytes);
    const dead = { cutAfter: 0 };
    world.server.troubles = [{ cutAfter: 6 * mebibyte }, dead, { status: 503 }, dead];
    await expect(world.archive()).rejects.toThrow('terminated');
    await world.archive();
    await expectKept(world);
    expect(world.server.requests.at(-1)?.range).toBe(`bytes=${5 * mebibyte}-`);
  });
});

describe('a download that takes too long', () => {
  it('is abandoned after 30 s without a byte and continued', async () => {
    virtualTimeouts();
    const world = await archives.create(bytes);
    world.server.troubles = [{ stallAfter: 3 * mebibyte }];
    world.server.onStall = () => vi.advanceTimersByTime(30_000);
    await world.archive();
    await expectKept(world);
    expect(world.logs.join()).toContain('StalledError');
    expect(world.server.sentBytes).toBe(bytes);
  });

  it('is not abandoned a moment earlier', async () => {
    virtualTimeouts();
    const world = await archives.create(bytes);
    world.server.troubles = [{ stallAfter: 3 * mebibyte }];
    let wasConnected = false;
    world.server.onStall = () => {
      vi.advanceTimersByTime(29_999);
      wasConnected = world.server.requests.length === 1;
      vi.advanceTimersByTime(1);
    };
    await world.archive();
    expect(wasConnected).toBe(true);
  });

  it('is abandoned when it only trickles', async () => {
    const world = await archives.create(bytes);
    world.server.troubles = [{ secondsPerChunk: 2 }];
    await world.archive();
    await expectKept(world);
    expect(world.logs.join()).toContain('TrickleError');
    const sixtySeconds = 30 * 64 * 1024;
    expect(world.server.requests.at(-1)?.range).toBe(`bytes=${sixtySeconds}-`);
  });

  it('may take its time at a fair rate', async () => {
    const world = await archives.create(bytes);
    world.server.troubles = [{ secondsPerChunk: 1 }];
    await world.archive();
    await expectKept(world);
    expect(world.server.requests).toHaveLength(1);
  });

  it('ends with the attempt, whose parts are there for the next one', async () => {
    virtualTimeouts();
    const world = await archives.create(bytes);
    world.server.troubles = [{ stallAfter: 6 * mebibyte }];
    world.server.onStall = () => vi.advanceTimersByTime(copySeconds * 1000);
    await expect(world.archive()).rejects.toMatchObject({ code: 'archive_failed' });
    await world.archive();
    await expectKept(world);
    expect(world.server.requests.at(-1)?.range).toBe(`bytes=${5 * mebibyte}-`);
  });
});

describe('a result that has changed', () => {
  const changed = sampleMp4(8 * mebibyte, 'changed ');

  it.each([
    ['told by If-Range', {}],
    ['told by its ETag and length alone', { ignoresIfRange: true }],
  ])('is never stitched together: %s', async (_name, trouble) => {
    const world = await archives.create(bytes);
    world.server.troubles = [{ cutAfter: 6 * mebibyte }, trouble, trouble];
    const { download } = world.work;
    Object.assign(world.work, {
      download: (...call: Parameters<typeof download>) => {
        if (world.server.requests.length > 0)
          Object.assign(world.server, { contents: changed, etag: '"second"' });
        return download(...call);
      },
    });
    await expect(world.archive()).rejects.toThrow('changed');
    await world.archive();
    await expectKept(world);
    expect(await world.uploads()).toEqual([]);
  });

  it('is begun anew when it has become shorter than the parts', async () => {
    const world = await archives.create(12 * mebibyte);
    world.server.troubles = [{ cutAfter: 11 * mebibyte }, { status: 400 }];
    await expect(world.archive()).rejects.toMatchObject({ code: 'archive_failed' });
    Object.assign(world.server, { contents: sampleMp4(mebibyte), etag: '"second"' });
    world.server.troubles = [{ ignoresIfRange: true }];
    await world.archive();
    await expectKept(world);
  });

  it('cannot be told without a validator, so that nothing is put together', async () => {
    const world = await archives.create(bytes);
    world.server.etag = null;
    world.server.troubles = [{ cutAfter: 6 * mebibyte }];
    await expect(world.archive()).rejects.toThrow('changed');
    await world.archive();
    await expectKept(world);
    expect(world.server.requests.map(({ range }) => range)).toEqual([null, null, null]);
    expect(await world.uploads()).toEqual([]);
  });
});

describe('a copy made by several attempts', () => {
  it('is read back, and removed when it is not whole', async () => {
    const world = await archives.create(12 * mebibyte);
    const whole = world.server.contents;
    world.server.contents = whole.subarray(0, 11 * mebibyte);
    world.server.troubles = [{ cutAfter: 6 * mebibyte }, { status: 400 }];
    await expect(world.archive()).rejects.toMatchObject({ code: 'archive_failed' });
    await expect(world.archive()).rejects.toThrow(`ends at ${11 * mebibyte}`);
    expect(await world.stored()).toBeUndefined();
    world.server.contents = whole;
    await world.archive();
    await expectKept(world);
  });

  it('is begun anew when S3 has dropped the parts', async () => {
    const world = await archives.create(bytes);
    world.server.troubles = [{ cutAfter: 6 * mebibyte }, { status: 400 }];
    await expect(world.archive()).rejects.toMatchObject({ code: 'archive_failed' });
    await world.abortUploads();
    await world.archive();
    await expectKept(world);
  });

  it('is one copy when two attempts run at once', async () => {
    const world = await archives.create(bytes);
    await Promise.allSettled([world.archive(), world.archive()]);
    await world.archive();
    await expectKept(world);
    expect(await world.uploads()).toEqual([]);
  });
});

describe('an attempt that is killed', () => {
  const small = 5 * mebibyte + 100_000;
  /** One more than are made, so that the last row shows an attempt that nothing has killed. */
  const upTo = (calls: number) =>
    (['before', 'after'] as const).flatMap((moment) =>
      Array.from({ length: calls + 1 }, (_, index) => [moment, index + 1] as const),
    );

  it.each(upTo(11))('%s call %i leaves what the next one needs', async (moment, call) => {
    const world = await archives.create(small);
    world.wire.killAt(call, moment);
    await world.archive().catch(() => undefined);
    const wasKilled = world.wire.revive();
    expect(wasKilled).toBe(call <= 11);
    const sentBefore = world.server.sentBytes;
    await world.archive();
    await expectKept(world);
    const isPartStored = call > 7 || (call === 7 && moment === 'after');
    const sentAgain = world.server.sentBytes - sentBefore;
    expect(sentAgain).toBeLessThanOrEqual(isPartStored ? small - 5 * mebibyte : small);
    const orphans = call === 4 || call === 5 || (call === 6 && moment === 'before') ? 1 : 0;
    expect((await world.uploads()).length).toBeLessThanOrEqual(orphans);
  });

  it.each(upTo(9))('%s call %i while it continues another leaves it too', async (moment, call) => {
    const world = await archives.create(small);
    world.server.troubles = [{ cutAfter: 5 * mebibyte }, { status: 400 }];
    await world.archive().catch(() => undefined);
    world.wire.killAt(call, moment);
    await world.archive().catch(() => undefined);
    expect(world.wire.revive()).toBe(call <= 9);
    await world.archive();
    await expectKept(world);
    expect(world.server.sentBytes).toBeLessThanOrEqual(small + 100_000);
    expect(await world.uploads()).toEqual([]);
  });
});
