import { createServer } from 'node:http';
import { createListener } from '../../../infra/local/dashscope/server/listener.ts';
import { createTwin } from '../../../infra/local/dashscope/twin.ts';
import { listen } from '../../../infra/local/wire/listen.ts';

/** Puts 1,000 tasks through a twin behind a real server, its clock virtual, and prints what the process then holds. */
const models = ['wan2.6-t2v', 'wan2.5-t2v-preview'];
const key = 'sk-memory';
let now = Date.now();
const server = createServer();
const origin = `http://127.0.0.1:${await listen(server, 0)}`;
const twin = createTwin({
  ...{ keys: { key }, clock: { now: () => now }, sleep: async () => {}, fetch, speed: 1 },
});
server.on('request', createListener(twin.handle));

const headers = { authorization: `Bearer ${key}`, 'x-dashscope-async': 'enable' };
const ids: string[] = [];
let peak = 0;
const watch = () => {
  peak = Math.max(peak, process.memoryUsage().rss);
};

for (let second = 0; second < 100; second += 1) {
  for (const model of models) {
    for (let index = 0; index < 5; index += 1) {
      const response = await fetch(
        `${origin}/api/v1/services/aigc/video-generation/video-synthesis`,
        {
          method: 'POST',
          headers,
          body: JSON.stringify({
            ...{ model, input: { prompt: 'a cat '.repeat(200) } },
            parameters: { size: '1280*720' },
          }),
        },
      );
      const { output } = (await response.json()) as { output: { task_id: string } };
      ids.push(output.task_id);
    }
  }
  now += 1000;
  watch();
}

let succeeded = 0;
now += 100 * 100_000;
for (const id of ids) {
  const response = await fetch(`${origin}/api/v1/tasks/${id}`, { headers });
  const { output } = (await response.json()) as { output: { task_status: string } };
  if (output.task_status === 'SUCCEEDED') succeeded += 1;
  now += 50;
  watch();
}
process.stdout.write(`${JSON.stringify({ succeeded, peakMegabytes: peak / 1024 ** 2 })}\n`);
process.exit(0);
