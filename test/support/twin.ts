import * as z from 'zod';

const WitnessedTask = z.object({
  id: z.string(),
  status: z.string(),
  prompt: z.string().nullable(),
  billed_seconds: z.number(),
  result_fetched: z.boolean(),
});
export type WitnessedTask = z.infer<typeof WitnessedTask>;

const Witness = z.object({ tasks: z.array(WitnessedTask) });

/** The tasks that the twin made for a prompt: what would have been paid. */
export async function tasksOf(twin: string | null, prompt: string): Promise<WitnessedTask[]> {
  const answer = await fetch(`${twin}/_twin/tasks`);
  const { tasks } = Witness.parse(await answer.json());
  return tasks.filter((task) => task.prompt === prompt);
}

/** A task that a program other than this service makes with a key of the account. */
export async function submitElsewhere(
  twin: string | null,
  key: string,
  prompt: string,
): Promise<string> {
  const path = '/api/v1/services/aigc/video-generation/video-synthesis';
  const parameters = { size: '1280*720', duration: 5 };
  const answer = await fetch(`${twin}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'x-dashscope-async': 'enable',
    },
    body: JSON.stringify({ model: 'wan2.6-t2v', input: { prompt }, parameters }),
  });
  return z.object({ output: z.object({ task_id: z.string() }) }).parse(await answer.json()).output
    .task_id;
}
