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
