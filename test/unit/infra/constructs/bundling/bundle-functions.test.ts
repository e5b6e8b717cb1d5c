import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFunctions } from '../../../../../infra/constructs/bundling/bundle-functions.ts';
import { encodeVideo } from '../../../../../infra/local/dashscope/media/encode-video.ts';
import type { InspectFile } from '../../../../../shared/media/inspect-file.ts';
import type { MediaFile } from '../../../../../shared/media/media-file.ts';
import { sampleMp3, sampleWav } from '../../local/dashscope/media/sample-media.ts';

const base = fileURLToPath(new URL('../../../../../shared/media', import.meta.url));
let directory: string;
let inspectFile: InspectFile;
let film: Buffer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bundled-reader-'));
  await bundleFunctions([join(base, 'inspect-file.ts')], { base, directory });
  ({ inspectFile } = await import(join(directory, 'inspect-file.mjs')));
  film = Buffer.from(await encodeVideo({ width: 320, height: 240, seconds: 1, sound: true }));
});
afterAll(() => rm(directory, { recursive: true }));

const fileOf = (bytes: Uint8Array): MediaFile => ({
  ...{ identity: 'x', name: 'a', contentType: 'application/octet-stream', bytes: bytes.length },
  read: async (from, to) => new Uint8Array(bytes.subarray(from, to)),
  stream: async function* () {},
  signedUrl: async () => '',
});
const sides = { width: 320, height: 240, framesPerSecond: expect.closeTo(30) };

describe('the reader of media, bundled without what decodes', () => {
  it.each([
    ['mp4', () => film, sides],
    [
      'mov',
      () => Buffer.concat([film.subarray(0, 8), Buffer.from('qt  '), film.subarray(12)]),
      sides,
    ],
  ])('measures a video (%s)', async (format, bytes, facts) => {
    const limits = { kind: 'video', formats: [], maxBytes: 1e9, minFps: 1 } as const;
    const found = await inspectFile(fileOf(bytes()), limits);
    expect(found).toEqual({ format, seconds: expect.closeTo(1, 1), ...facts });
  });

  it.each([
    ['wav', sampleWav(3)],
    ['mp3', sampleMp3(3)],
  ])('measures sound (%s)', async (format, bytes) => {
    const limits = { kind: 'audio', formats: [], maxBytes: 1e9 } as const;
    const found = await inspectFile(fileOf(bytes), limits);
    expect(found).toEqual({ format, seconds: expect.closeTo(3, 1) });
  });
});
