import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createListener } from '../../../infra/local/dashscope/server/listener.ts';
import { createTwin } from '../../../infra/local/dashscope/twin.ts';
import { closeServer, listen } from '../../../infra/local/wire/listen.ts';

export const apiKey = 'sk-twin-contract';

/** The twin behind a real server, and a web server that shows it files; both end with `close`. */
export async function startChatTwin(files: Readonly<Record<string, [string, Uint8Array]>> = {}) {
  const web = createServer((request, response) => {
    const [mime, bytes] = files[request.url ?? ''] ?? ['text/plain', undefined];
    const length = bytes?.byteLength ?? 0;
    response.writeHead(bytes ? 200 : 404, { 'content-type': mime, 'content-length': length });
    response.end(bytes);
  });
  const webOrigin = `http://127.0.0.1:${await listen(web, 0)}`;
  const twin = createTwin({
    keys: { main: apiKey },
    clock: Date,
    sleep,
    fetch,
    trustedOrigins: [webOrigin],
  });
  const server = createServer(createListener(twin.handle));
  const origin = `http://127.0.0.1:${await listen(server, 0)}`;
  return {
    origin,
    webOrigin,
    baseURL: `${origin}/compatible-mode/v1`,
    close: async () => {
      await Promise.all([closeServer(server), closeServer(web)]);
      await twin.close();
    },
  };
}
