import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAlibaba } from '@ai-sdk/alibaba';
import { experimental_generateVideo as generateVideo } from 'ai';
import { BufferSource, Input, MP4 } from 'mediabunny';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createListener } from '../../../infra/local/dashscope/server/listener.ts';
import { createTwin, type Twin } from '../../../infra/local/dashscope/twin.ts';
import { closeServer, listen } from '../../../infra/local/wire/listen.ts';

const apiKey = 'sk-twin-contract';
const picture = await sharp({
  create: { width: 640, height: 480, channels: 3, background: '#0044aa' },
})
  .jpeg()
  .toBuffer();

const server = createServer();
const web = createServer((_request, response) => {
  const headers = { 'content-type': 'image/jpeg', 'content-length': picture.byteLength };
  response.writeHead(200, headers).end(picture);
});
let webOrigin: string;
let twin: Twin;
let alibaba: ReturnType<typeof createAlibaba>;

beforeAll(async () => {
  const publicUrl = `http://127.0.0.1:${await listen(server, 0)}`;
  webOrigin = `http://127.0.0.1:${await listen(web, 0)}`;
  twin = createTwin({
    keys: { main: apiKey },
    clock: Date,
    sleep,
    fetch,
    speed: 200,
    publicUrl,
    trustedOrigins: [webOrigin],
  });
  server.on('request', createListener(twin.handle));
  alibaba = createAlibaba({
    apiKey,
    baseURL: `${publicUrl}/compatible-mode/v1`,
    videoBaseURL: publicUrl,
  });
});

afterAll(async () => {
  await Promise.all([closeServer(server), closeServer(web)]);
  await twin.close();
});

/** The SDK refuses loopback addresses unless it is given a download of the caller's own. */
async function download({ url, abortSignal }: { url: URL; abortSignal?: AbortSignal }) {
  const response = await fetch(url, { signal: abortSignal });
  const mediaType = response.headers.get('content-type') ?? undefined;
  return { data: new Uint8Array(await response.arrayBuffer()), mediaType };
}

const poll = { intervalMs: 100 };

async function measure(bytes: Uint8Array) {
  using input = new Input({ source: new BufferSource(bytes), formats: [MP4] });
  const track = await input.getPrimaryVideoTrack();
  return {
    codec: await track?.getCodec(),
    width: await track?.getDisplayWidth(),
    height: await track?.getDisplayHeight(),
    seconds: Math.round((await input.computeDuration()) * 10) / 10,
    sound: (await input.getPrimaryAudioTrack()) !== null,
  };
}

describe('@ai-sdk/alibaba video against the twin', () => {
  it('makes a video of a text', async () => {
    const { video, providerMetadata } = await generateVideo({
      model: alibaba.video('wan2.6-t2v'),
      prompt: 'a cat',
      download,
      resolution: '1280x720',
      duration: 3,
      poll,
    });
    expect(await measure(video.uint8Array)).toEqual({
      codec: 'avc',
      width: 1280,
      height: 720,
      seconds: 3,
      sound: true,
    });
    expect(providerMetadata.alibaba).toMatchObject({
      usage: { duration: 3, outputVideoDuration: 3, resolution: 720, size: '1280*720' },
    });
  });

  it('makes a video of a picture', async () => {
    const { video } = await generateVideo({
      model: alibaba.video('wan2.6-i2v-flash'),
      prompt: { text: 'it moves', image: `${webOrigin}/picture.jpg` },
      resolution: '1280x720',
      duration: 2,
      poll,
      download,
    });
    expect(await measure(video.uint8Array)).toMatchObject({ width: 1104, height: 816, seconds: 2 });
    using input = new Input({ source: new BufferSource(video.uint8Array), formats: [MP4] });
    expect((await input.getMetadataTags()).comment).toMatch(/^#0/);
  });

  it('hears why a task failed', async () => {
    const prompt =
      '[[twin:task_failed code=DataInspectionFailed message="Input data may be bad."]]';
    await expect(
      generateVideo({
        model: alibaba.video('wan2.6-t2v'),
        prompt,
        download,
        maxRetries: 0,
        poll,
      }),
    ).rejects.toThrow('Input data may be bad.');
  });

  it('hears why a submit was refused', async () => {
    await expect(
      generateVideo({
        model: alibaba.video('wan2.6-t2v'),
        prompt: 'a cat',
        duration: 60,
        maxRetries: 0,
        poll,
      }),
    ).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining('duration') });
  });

  it('hears that it was throttled and may try again', async () => {
    const prompt = '[[twin:status code=Throttling.RateQuota]]';
    await expect(
      generateVideo({
        model: alibaba.video('wan2.6-t2v'),
        prompt,
        maxRetries: 0,
        poll,
      }),
    ).rejects.toMatchObject({ statusCode: 429, isRetryable: true });
  });
});
