import * as z from 'zod';
import { ProviderSilentError } from './errors.ts';
import type { Transport } from './transport.ts';

/** The two submit paths (dashscope-api §2.1). */
export type SubmitEndpoint = 'video-generation' | 'image2video';

/** A submit as the wire has it. */
export type TaskPayload = {
  readonly model: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, unknown>>;
};

const SubmitAnswer = z.object({
  request_id: z.string().nullish(),
  output: z.object({ task_id: z.string().min(1) }),
});

/** A poll's body (dashscope-api §4.2–4.4); only what we use, everything else may come and go. */
const TaskAnswer = z.object({
  request_id: z.string().nullish(),
  usage: z.record(z.string(), z.unknown()).nullish(),
  output: z.object({
    task_id: z.string(),
    task_status: z.string(),
    submit_time: z.string().nullish(),
    scheduled_time: z.string().nullish(),
    orig_prompt: z.string().nullish(),
    actual_prompt: z.string().nullish(),
    video_url: z.string().nullish(),
    results: z.unknown().optional(),
    code: z.string().nullish(),
    message: z.string().nullish(),
  }),
});
export type Task = z.infer<typeof TaskAnswer>;

const TaskRow = z.object({
  task_id: z.string(),
  request_id: z.string().nullish(),
  api_key_id: z.string().nullish(),
  model_name: z.string().nullish(),
  gmt_create: z.number().nullish(),
  status: z.string().nullish(),
});
/** A row of the list, which speaks another dialect than the poll (dashscope-api §5.1, trap 6). */
export type TaskRow = z.infer<typeof TaskRow>;

const ListAnswer = z.object({ data: z.array(TaskRow), total_page: z.number().nullish() });

/** The provider's asynchronous tasks. Every method throws the errors of errors.ts. */
export class Tasks {
  readonly #send: Transport;

  constructor(send: Transport) {
    this.#send = send;
  }

  /** Bills once it is accepted and cannot be repeated safely: the caller owns that question (I1). */
  async submit(
    payload: TaskPayload,
    options: { endpoint: SubmitEndpoint; resolvesOss: boolean; timeoutSeconds: number },
  ): Promise<{ taskId: string; requestId: string | null }> {
    const response = await this.#send({
      method: 'POST',
      path: `/api/v1/services/aigc/${options.endpoint}/video-synthesis`,
      body: payload,
      headers: { 'x-dashscope-async': 'enable', ...ossHeader(options.resolvesOss) },
      timeoutSeconds: options.timeoutSeconds,
    });
    const { output, request_id } = await readBody(response, SubmitAnswer);
    return { taskId: output.task_id, requestId: request_id ?? null };
  }

  async read(taskId: string): Promise<Task> {
    const path = `/api/v1/tasks/${encodeURIComponent(taskId)}`;
    return readBody(await this.#send({ method: 'GET', path, timeoutSeconds: 20 }), TaskAnswer);
  }

  /** `false` when the provider says that the task is no longer waiting (dashscope-api §5.2). */
  async cancel(taskId: string): Promise<boolean> {
    const path = `/api/v1/tasks/${encodeURIComponent(taskId)}/cancel`;
    try {
      const response = await this.#send({ method: 'POST', path, timeoutSeconds: 20 });
      await response.body?.cancel();
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === 'UnsupportedOperation') return false;
      throw error;
    }
  }

  /** Every row of the last 24 hours of one model, without time filters: their zone is unknown. */
  async list(model: string): Promise<TaskRow[]> {
    const rows: TaskRow[] = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const query = new URLSearchParams({
        model_name: model,
        page_no: String(page),
        page_size: '100',
      });
      const path = `/api/v1/tasks/?${query}`;
      const response = await this.#send({ method: 'GET', path, timeoutSeconds: 20 });
      const { data, total_page } = await readBody(response, ListAnswer);
      rows.push(...data);
      pages = total_page ?? 1;
    }
    return rows;
  }
}

/** `X-DashScope-OssResourceResolve`, exactly when a body names an `oss://` URL (trap 12). */
export function ossHeader(resolvesOss: boolean): Record<string, string> {
  return resolvesOss ? { 'x-dashscope-ossresourceresolve': 'enable' } : {};
}

const withVideoUrl = z.object({ video_url: z.string() });
const withUrls = z.array(z.object({ url: z.string() })).min(1);

/** The signed address of a finished task's video, wherever its family puts it (dashscope-api §4.3). */
export function resultUrlOf(task: Task): string | null {
  const { video_url, results } = task.output;
  if (video_url) return video_url;
  const listed = withUrls.safeParse(results).data?.[0]?.url;
  return listed ?? withVideoUrl.safeParse(results).data?.video_url ?? null;
}

async function readBody<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.infer<Schema>> {
  try {
    return schema.parse(await response.json());
  } catch (cause) {
    throw new ProviderSilentError('the answer is not what the provider documents', {
      cause,
      timedOut: false,
    });
  }
}
