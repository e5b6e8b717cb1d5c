import { createServer } from 'node:http';
import { Writable } from 'node:stream';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { closeServer, listen } from '../../infra/local/wire/listen.ts';
import { systemClock, type World } from '../../shared/runtime/world.ts';
import { createProxyEvent } from '../support/fake-gateway.ts';
import type { Row, Tell } from './row.ts';

const requests = 10_000;
const concurrency = 20;
const chunksPerStream = 40;

type Handler = (event: APIGatewayProxyEvent, stream: Writable) => Promise<void>;

const completion = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  model: 'qwen3-vl-plus',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'a'.repeat(500) }, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 100, completion_tokens: 100, total_tokens: 200 },
};
const chunk = { ...completion, choices: [{ index: 0, delta: { content: 'a few words' } }] };
const frames = `${`data: ${JSON.stringify(chunk)}\n\n`.repeat(chunksPerStream)}data: [DONE]\n\n`;

/** A provider that answers at once. */
const answerAtOnce: typeof fetch = async (_input, init) => {
  const { stream } = JSON.parse(String(init?.body)) as { stream?: boolean };
  return stream ? new Response(frames) : Response.json(completion);
};

/** How many calls the handlers could serve with a core of their own; only their own CPU time counts. */
export async function measureThroughput(tell: Tell): Promise<Row[]> {
  const secrets = createServer((_request, response) => {
    response.end(JSON.stringify({ SecretString: 'sk-made-up' }));
  });
  const endpoint = `http://127.0.0.1:${await listen(secrets, 0)}`;
  try {
    const world = worldWith(endpoint);
    const [chat, analyze] = await loadHandlers(world);
    const messages = [{ role: 'user', content: 'What is a rocket?' }];
    const asked = { model: completion.model, messages };
    const shown = { prompt: 'What is this?', image: 'https://h.example/a.jpg' };
    const rate = (name: string, handler: Handler, body: object, atLeast: number) => {
      tell(`throughput, ${name}`);
      return measureRate(name, handler, JSON.stringify(body), atLeast);
    };
    return [
      await rate('vision answers per core', analyze, shown, 500),
      await rate('chat answers per core', chat, asked, 500),
      await rate('chat streams of 40 chunks per core', chat, { ...asked, stream: true }, 100),
    ];
  } finally {
    await closeServer(secrets);
  }
}

function worldWith(endpoint: string): World {
  return {
    environment: {
      MEDIA_BUCKET: 'media',
      PROVIDER_BASE_URL: 'https://provider.example',
      PROVIDER_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:key',
    },
    clock: systemClock,
    fetch: answerAtOnce,
    aws: {
      region: 'eu-central-1',
      endpoint,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' },
    },
    log: () => {},
  };
}

/** The modules need Lambda's global at their import. */
async function loadHandlers(world: World): Promise<[Handler, Handler]> {
  const HttpResponseStream = { from: (stream: Writable) => stream };
  const streamifyResponse = (handler: unknown) => handler;
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream } });
  const chat = await import('../../functions/http/complete-chat.ts');
  const analyze = await import('../../functions/http/analyze-vision.ts');
  return [chat.createHandler(world) as Handler, analyze.createHandler(world) as Handler];
}

async function measureRate(
  name: string,
  handler: Handler,
  body: string,
  atLeast: number,
): Promise<Row> {
  await serve(handler, body, requests / 10);
  const before = process.cpuUsage();
  await serve(handler, body, requests);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  return { name, value: requests / seconds, unit: '/s', budget: { atLeast } };
}

async function serve(handler: Handler, body: string, count: number): Promise<void> {
  let left = count;
  const work = async () => {
    while (left-- > 0) await serveOne(handler, body);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}

async function serveOne(handler: Handler, body: string): Promise<void> {
  let last = '';
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      last = text;
      done();
    },
  });
  await handler(createProxyEvent({ body }), stream);
  if (!/stop|\[DONE\]/.test(last)) throw new Error(`not an answer: ${last}`);
}
