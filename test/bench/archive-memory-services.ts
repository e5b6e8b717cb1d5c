import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { startS3 } from '../../infra/local/s3/start-s3.ts';
import { listen } from '../../infra/local/wire/listen.ts';

/**
 * Everything around the function, in a process of its own: S3 in a given directory, a secret, finished tasks, and their
 * videos, made up as they are read. `cut.mp4` breaks off in the middle once; of `kill.mp4` the line `half` tells when
 * half of it has been sent. The first line says where all this is; the process ends with its input.
 */
const [directory = '', size = ''] = process.argv.slice(2);
const length = Number(size);
const period = 1_048_573;
const once = Buffer.alloc(period, 'no two ranges are alike ');
const pattern = Buffer.concat([once, once]);
const head = Buffer.alloc(32);
head.writeUInt32BE(24, 0);
head.write('ftypisom\0\0\0\0isommp42', 4, 'latin1');
head.writeUInt32BE(length - 24, 24);
head.write('mdat', 28, 'latin1');

function* bytesFrom(start: number, end = length, onByte?: (at: number) => void) {
  if (start < head.length) yield head.subarray(start);
  for (let at = Math.max(start, head.length); at < end; ) {
    const chunk = pattern.subarray(at % period, (at % period) + Math.min(65_536, end - at));
    at += chunk.length;
    yield chunk;
    onByte?.(at);
  }
}

let cuts = 1;
let halves = 1;

function sendVideo({ url, headers }: IncomingMessage, response: ServerResponse): void {
  const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  const isCut = url === '/cut.mp4' && cuts-- > 0;
  const tellHalf = (at: number) => {
    if (url === '/kill.mp4' && at > length / 2 && halves-- > 0) process.stdout.write('half\n');
  };
  response.writeHead(start > 0 ? 206 : 200, {
    'content-type': 'video/mp4',
    'content-length': length - start,
    etag: '"made-up"',
    ...(start > 0 && { 'content-range': `bytes ${start}-${length - 1}/${length}` }),
  });
  const end = isCut ? Math.floor(length / 2) : length;
  Readable.from(bytesFrom(start, end, tellHalf), { objectMode: false })
    .on('end', () => isCut && response.destroy())
    .pipe(response);
}

function digest(): string {
  const hash = createHash('sha256');
  for (const chunk of bytesFrom(0)) hash.update(chunk);
  return hash.digest('hex');
}

const server = createServer((request, response) => {
  const { method, url = '' } = request;
  const [, task] = /^\/api\/v1\/tasks\/(\w+)$/.exec(url) ?? [];
  const video_url = `http://${request.headers.host}/${task}.mp4`;
  const output = { task_id: task, task_status: 'SUCCEEDED', video_url };
  if (task) response.end(JSON.stringify({ output }));
  else if (method === 'POST') response.end(JSON.stringify({ SecretString: 'sk-made-up' }));
  else if (url === '/digest') response.end(digest());
  else sendVideo(request, response);
});
const origin = `http://127.0.0.1:${await listen(server, 0)}`;
const s3 = await startS3({
  ...{ port: 0, directory, region: 'eu-central-1', buckets: [{ name: 'media' }] },
  credentials: () => 'planted-secret',
});
process.stdout.write(`${JSON.stringify({ origin, s3: s3.url })}\n`);
process.stdin.resume().on('end', () => process.exit(0));
