import { afterAll, expect, it } from 'vitest';
import { killTwins, startTwin } from './core-process.ts';

const models = ['wan2.6-t2v', 'wan2.5-t2v-preview'];

/** Makes the process tell its memory when it is sent SIGUSR2. */
const tellMemory = `data:text/javascript,${encodeURIComponent(
  'process.on("SIGUSR2", () => console.log(process.memoryUsage().rss));',
)}`;

afterAll(killTwins);

it('1,000 tasks over two models all end, in a process of less than 300 MB', async () => {
  const twin = await startTwin({ TWIN_SPEED: '1', NODE_OPTIONS: `--import=${tellMemory}` });
  const advance = (seconds: number) => twin.post('/_twin/clock', { advance_seconds: seconds });
  const ids: string[] = [];
  const megabytes: number[] = [];
  const measure = async () => {
    twin.child.kill('SIGUSR2');
    megabytes.push(Number(await twin.nextLine()) / 1024 ** 2);
  };

  for (let second = 0; second < 100; second += 1) {
    for (const model of models.flatMap((name) => Array<string>(5).fill(name))) {
      const input = { prompt: 'a cat '.repeat(200) };
      const parameters = { size: '1280*720' };
      const { output } = (await (await twin.submit({ model, input, parameters })).json()) as {
        output: { task_id: string };
      };
      ids.push(output.task_id);
    }
    await advance(1);
    if (second % 20 === 0) await measure();
  }
  await advance(100 * 100);

  let succeeded = 0;
  for (const id of ids) {
    const { output } = (await (await twin.send(`/api/v1/tasks/${id}`)).json()) as {
      output: { task_status: string };
    };
    if (output.task_status === 'SUCCEEDED') succeeded += 1;
    await advance(0.05);
  }
  await measure();
  expect(succeeded).toBe(1000);
  expect(Math.max(...megabytes)).toBeLessThan(300);
});
