import { createServer, type IncomingHttpHeaders } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeVideo } from '../../../infra/local/dashscope/media/encode-video.ts';
import { closeServer, listen } from '../../../infra/local/wire/listen.ts';
import { Uploads } from '../../../shared/dashscope/uploads.ts';
import { systemClock } from '../../../shared/runtime/world.ts';
import { apiKey, startChatTwin } from './chat-twin.ts';

const model = 'qwen3-vl-plus';
const megabytes = 60;

let twin: Awaited<ReturnType<typeof startChatTwin>>;
let film: Uint8Array;
beforeAll(async () => {
  twin = await startChatTwin();
  film = await encodeVideo({ width: 320, height: 240, seconds: 2, sound: false });
});
afterAll(() => twin.close());

const uploadsTo = (baseUrl: string) =>
  new Uploads({
    send: ({ method, path }) =>
      fetch(`${baseUrl}${path}`, { method, headers: { authorization: `Bearer ${apiKey}` } }),
    fetch,
    clock: systemClock,
    baseUrl,
  });

/** A film of two seconds, and behind it a box that players skip; it is never all in memory. */
function largeFilm() {
  const box = Buffer.alloc(1_000_000);
  box.writeUInt32BE(megabytes * box.length);
  box.write('free', 4);
  return {
    name: 'media.mp4',
    contentType: 'video/mp4',
    bytes: film.length + megabytes * box.length,
    stream: async function* () {
      yield film;
      for (let sent = 0; sent < megabytes; sent += 1) yield sent === 0 ? box : new Uint8Array(1e6);
    },
  };
}

describe('an upload to the provider over the wire', () => {
  it('is there for the model it was made for', async () => {
    const url = await uploadsTo(twin.origin).upload(largeFilm(), model);
    const ask = (headers: Record<string, string>, other = model) =>
      fetch(`${twin.baseURL}/chat/completions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${apiKey}`,
          'content-type': 'application/json',
          ...headers,
        },
        body: JSON.stringify({
          model: other,
          messages: [{ role: 'user', content: [{ type: 'video_url', video_url: { url } }] }],
        }),
      }).then(async (answer) => [answer.status, await answer.text()] as const);
    const resolve = { 'x-dashscope-ossresourceresolve': 'enable' };
    expect(await ask(resolve)).toEqual([200, expect.stringContaining('chat.completion')]);
    expect((await ask(resolve, 'qwen3.5-plus'))[0]).toBe(400);
    expect((await ask({}))[0]).toBe(400);
  });

  it('tells its length beforehand, in one piece', async () => {
    let headers: IncomingHttpHeaders = {};
    let received = 0;
    const storage = createServer((request, response) => {
      headers = request.headers;
      request.on('data', (chunk: Buffer) => {
        received += chunk.length;
      });
      request.on('end', () => response.end());
    });
    const origin = `http://127.0.0.1:${await listen(storage, 0)}`;
    const policy = {
      ...{ policy: 'p', signature: 's', upload_dir: 'd', upload_host: origin },
      ...{ oss_access_key_id: 'k', x_oss_object_acl: 'private', x_oss_forbid_overwrite: 'true' },
      ...{ expire_in_seconds: 300, max_file_size_mb: 100 },
    };
    const uploads = new Uploads({
      ...{ fetch, clock: systemClock, baseUrl: origin },
      send: async () => Response.json({ data: policy }),
    });
    expect(await uploads.upload(largeFilm(), model)).toMatch(/^oss:\/\/d\//);
    expect(headers).not.toHaveProperty('transfer-encoding');
    expect(Number(headers['content-length'])).toBe(received);
    await closeServer(storage);
  });
});
