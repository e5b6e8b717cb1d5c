import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { keys } from '../../../../shared/storage/keys.ts';
import { archiveVideo } from '../../../../shared/video/archive-video.ts';
import { pollTask } from '../../../../shared/video/poll-task.ts';
import { submitTask } from '../../../../shared/video/submit-task.ts';
import type { VideoWork } from '../../../../shared/video/workflow.ts';
import { loseAnswer } from '../../../support/fake-wire.ts';
import { encodeSample } from '../../../support/in-process-provider.ts';
import { startWorlds } from '../../../support/in-process-world.ts';

let worlds: Awaited<ReturnType<typeof startWorlds>>;
beforeAll(async () => {
  worlds = await startWorlds();
});
afterAll(() => worlds.close());
afterEach(() => {
  vi.useRealTimers();
});

const sample = encodeSample({ width: 1280, height: 720, seconds: 5 });
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A job whose task has succeeded. */
async function renderedJob(prompt = 'a cat') {
  const world = await worlds.create();
  const job = await world.newJob(prompt);
  await submitTask(world.work, job);
  world.clock.advance(200);
  await pollTask(world.work, job);
  const stored = () => world.work.store.readBytes(keys.video(job));
  return { world, job, stored };
}

/** The same work with a result of the test's making. */
const downloading = (work: VideoWork, respond: (signal: AbortSignal) => Response): VideoWork => ({
  ...work,
  download: async (_url, { signal }) => respond(signal),
});
const chunked = (chunks: readonly Uint8Array[], headers: Record<string, string> = {}) => {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const body = ReadableStream.from(chunks) as ReadableStream<Uint8Array<ArrayBuffer>>;
  return new Response(body, { headers: { 'content-length': `${length}`, ...headers } });
};

describe('archiveVideo', () => {
  it('copies the video and decides that the job is completed', async () => {
    const { world, job, stored } = await renderedJob();
    expect((await archiveVideo(world.work, job)).phase).toBe('closing');
    const record = await world.work.records.read(job);
    expect(Buffer.from((await stored()) ?? []).equals(sample)).toBe(true);
    expect(record.verdict).toEqual({ status: 'completed', error: null });
    expect(record.output).toEqual({
      bucket: world.work.store.bucket,
      key: `videos/acme/${job.id}/video.mp4`,
      bytes: sample.length,
      sha256: digest(sample),
      content_type: 'video/mp4',
    });
  });

  it('puts the signed address neither into the record nor into the log', async () => {
    const { world, job } = await renderedJob('a cat [[twin:result_status status=503]]');
    await expect(archiveVideo(world.work, job)).rejects.toThrow('503');
    const seen = JSON.stringify([world.logs, await world.dump()]);
    expect(seen).not.toMatch(/Signature|OSSAccessKeyId/);
  });

  const faults = [
    ['cut off', '[[twin:result_truncated]]'],
    ['a web page', '[[twin:result_html]]'],
    ['refused with 503', '[[twin:result_status status=503]]'],
    ['refused with 403 as expired', '[[twin:result_expired]]'],
    ['redirected', '[[twin:result_status status=302]]'],
  ] as const;
  it.each(faults)('keeps nothing when the result is %s', async (_name, token) => {
    const { world, job, stored } = await renderedJob(`a cat ${token}`);
    await expect(archiveVideo(world.work, job)).rejects.toThrow();
    expect(await stored()).toBeUndefined();
    expect((await world.work.records.read(job)).phase).toBe('archiving');
  });

  const wrongResponses: readonly [string, () => Response][] = [
    [
      'shorter than announced',
      () => chunked([sample], { 'content-length': `${sample.length + 1}` }),
    ],
    [
      'longer than announced',
      () => chunked([sample], { 'content-length': `${sample.length - 1}` }),
    ],
    ['without a length', () => new Response(ReadableStream.from([sample]) as ReadableStream)],
    ['empty', () => chunked([])],
    ['of a length that is no number', () => chunked([sample], { 'content-length': 'many' })],
    ['another kind of file', () => chunked([Buffer.alloc(5000, 'GIF89a')])],
    ['too short to be anything', () => chunked([Buffer.from('\0\0\0')])],
  ];
  it.each(wrongResponses)('does not believe a result %s', async (_name, respond) => {
    const { world, job, stored } = await renderedJob();
    const work = downloading(world.work, respond);
    await expect(archiveVideo(work, job)).rejects.toMatchObject({
      code: 'archive_failed',
      retryable: true,
    });
    expect(await stored()).toBeUndefined();
  });

  it('takes a video that arrives byte by byte at first', async () => {
    const { world, job, stored } = await renderedJob();
    const first = [...sample.subarray(0, 12)].map((byte) => Buffer.of(byte));
    const work = downloading(world.work, () => chunked([...first, sample.subarray(12)]));
    await archiveVideo(work, job);
    expect(digest((await stored()) ?? new Uint8Array())).toBe(digest(sample));
  });

  it('copies a video of several parts', async () => {
    const { world, job, stored } = await renderedJob();
    const large = encodeSample({ width: 1920, height: 1080, seconds: 15 }, 9_000_000);
    const parts = Array.from({ length: 10 }, (_, n) => large.subarray(n * 1e6, (n + 1) * 1e6));
    await archiveVideo(
      downloading(world.work, () => chunked(parts)),
      job,
    );
    expect(digest((await stored()) ?? new Uint8Array())).toBe(digest(large));
    const uploads = world.wire.calls.filter(({ what }) => what.startsWith('UploadPart'));
    expect(uploads).toHaveLength(2);
  });

  it('abandons a sender that has stopped', async () => {
    const { world, job, stored } = await renderedJob();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stalled = (signal: AbortSignal) => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(sample.subarray(0, 1000));
          signal.addEventListener('abort', () => controller.error(signal.reason));
        },
        pull: () => void vi.advanceTimersByTimeAsync(31_000),
      });
      return new Response(body, { headers: { 'content-length': '2000' } });
    };
    const work = downloading(world.work, stalled);
    await expect(archiveVideo(work, job)).rejects.toMatchObject({ code: 'download_stalled' });
    vi.useRealTimers();
    expect(await stored()).toBeUndefined();
  });

  it('ends the transfer of a result that it does not want', async () => {
    const { world, job } = await renderedJob();
    let cancelled = false;
    const respond = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        cancelled = true;
      });
      return new Response('no', { status: 500 });
    };
    await expect(archiveVideo(downloading(world.work, respond), job)).rejects.toThrow('500');
    expect(cancelled).toBe(true);
  });

  it('succeeds when the very same copy is there already', async () => {
    const { world, job } = await renderedJob();
    const again = await world.work.records.read(job);
    await archiveVideo(world.work, job);
    await world.work.store.writeJson(keys.record(job), again);
    expect((await archiveVideo(world.work, job)).phase).toBe('closing');
    expect((await world.work.records.read(job)).output?.sha256).toBe(digest(sample));
  });

  it('fails when another video is there', async () => {
    const { world, job } = await renderedJob();
    await world.work.store.writeJson(keys.video(job), { not: 'a video' });
    await expect(archiveVideo(world.work, job)).rejects.toThrow('another video');
    expect((await world.work.records.read(job)).phase).toBe('archiving');
  });

  it('succeeds at the second try when the answer to the last S3 call was lost', async () => {
    const { world, job } = await renderedJob();
    loseAnswer(world.wire, ({ what }) => what.startsWith('CompleteMultipartUpload'));
    await archiveVideo(world.work, job).catch(() => archiveVideo(world.work, job));
    expect((await world.work.records.read(job)).phase).toBe('closing');
  });

  it('gives up when the provider has forgotten the result', async () => {
    const { world, job } = await renderedJob();
    world.clock.advance(24 * 3600);
    expect((await archiveVideo(world.work, job)).phase).toBe('closing');
    const { verdict } = await world.work.records.read(job);
    expect(verdict).toMatchObject({
      status: 'failed',
      error: { code: 'archive_failed', stage: 'archive', maybe_billed: true },
    });
  });

  it('does nothing for a job that is not archiving', async () => {
    const world = await worlds.create();
    const job = await world.newJob();
    expect((await archiveVideo(world.work, job)).phase).toBe('admission');
    expect(await world.provider.requests()).toEqual([]);
  });
});
