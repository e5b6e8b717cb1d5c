import { constructEvent } from './gateway-event.ts';
import type { Platform } from './platform.ts';

/** A job that a caller asks for. */
export type JobRequest = {
  readonly owner?: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Seconds from the start. */
  readonly at?: number;
  /** Seconds from the start after which the caller no longer wants it, and says so once. */
  readonly cancelAt?: number;
  /** Asks again, with the same key, until an answer comes. */
  readonly idempotencyKey?: string;
};

/** A job as the suite knows it; `id` is missing when the caller never heard one. */
export type AskedJob = {
  /** Written into the task that the provider makes of this job, so that the truth is always known. */
  readonly mark: number;
  readonly owner: string;
  readonly prompt: string;
  id?: string;
  /** The caller has asked to cancel it. */
  isUnwanted?: true;
};

/** Where a caller's mark stands among the matches of a fault that is never met. */
const firstMark = 1_000_000;

/** The mark of the job whose submit made a task; `undefined` for another application's. */
export function markOf(task: {
  readonly rules: readonly { readonly match: { readonly nth?: number } }[];
}): number | undefined {
  const marks = task.rules.flatMap(({ match }) => match.nth ?? []);
  return marks.find((nth) => nth >= firstMark);
}

/** Writes a job down for the suite: its mark travels in a field that the provider's tasks do not show. */
export function planJob({ owner = 'alpha', body = {} }: JobRequest, index: number) {
  const mark = firstMark + index;
  const { prompt = `video ${index}`, ...rest } = body;
  const negative_prompt = `[[twin:result_expired nth=${mark}]]`;
  const job: AskedJob = { mark, owner, prompt: String(prompt) };
  return { job, body: { prompt, negative_prompt, duration: 2 + (index % 13), ...rest } };
}

/** `POST /v1/videos`; remembers the id that comes back. Rejects when the function dies. */
export async function askForVideo(
  platform: Platform,
  job: AskedJob,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const event = constructEvent({
    method: 'POST',
    path: '/v1/videos',
    owner: job.owner,
    body,
    headers,
  });
  const answer = (await platform.functions.invoke(
    platform.functions.arnOf('CreateVideo'),
    event,
  )) as { statusCode: number; body: string };
  const { id } = JSON.parse(answer.body) as { id?: string };
  if (answer.statusCode === 202 && id !== undefined) job.id = id;
  return answer.statusCode;
}

/** `POST /v1/videos/{id}/cancel`. Rejects when the function dies. */
export async function askToCancel(
  { functions }: Platform,
  job: AskedJob & { readonly id: string },
): Promise<unknown> {
  const { owner, id } = job;
  const path = `/v1/videos/${id}/cancel`;
  const event = constructEvent({ method: 'POST', path, owner, pathParameters: { id } });
  return functions.invoke(functions.arnOf('CancelVideo'), event);
}
