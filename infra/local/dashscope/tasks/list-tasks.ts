import * as z from 'zod';
import { ProviderError, type Route, type TwinCall } from '../route.ts';
import { findVideoModel } from './models/catalogue.ts';
import { throttle } from './poll-task.ts';
import { parseQueryTime } from './provider-time.ts';
import { type Task, taskLifetime } from './task.ts';
import type { TaskContext } from './task-context.ts';

const time = z
  .string()
  .transform((text, context) => {
    const parsed = parseQueryTime(text);
    if (parsed === undefined) context.addIssue({ code: 'custom' });
    return parsed;
  })
  .optional();

const Query = z.object({
  task_id: z.string().optional(),
  start_time: time,
  end_time: time,
  model_name: z.string().optional(),
  status: z.enum(['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED', 'UNKNOWN']).optional(),
  api_key_id: z.string().optional(),
  region: z.string().optional(),
  page_no: z.coerce.number().int().positive().default(1),
  page_size: z.coerce.number().int().positive().default(10),
});

type Query = z.infer<typeof Query>;

/** Every task of the twin belongs to this account, which has one region. */
const account = { caller_parent_id: '1200000000000001', caller_uid: '1200000000000001' };
const region = 'ap-southeast-1';

/** `GET /api/v1/tasks/`: another dialect than the poll, newest first (dashscope-api §5.1). */
export function createListRoute(context: TaskContext): Route {
  return {
    method: 'GET',
    path: '/api/v1/tasks',
    dialect: 'native',
    handle: (call) => {
      throttle(context, 'list');
      const query = readQuery(call);
      const found = context.store.list().filter(createFilter(query, context.clock.now()));
      const from = (query.page_no - 1) * query.page_size;
      return Response.json({
        total: found.length,
        data: found.slice(from, from + query.page_size).map(toRow),
        total_page: Math.ceil(found.length / query.page_size),
        page_no: query.page_no,
        request_id: call.requestId,
        page_size: query.page_size,
      });
    },
  };
}

function readQuery({ url }: TwinCall): Query {
  const given = [...url.searchParams].filter(([, value]) => value !== '');
  const parsed = Query.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw invalid(String(parsed.error.issues[0]?.path[0]));
}

function invalid(name: string): ProviderError {
  const message = `Required parameter(${name}) missing or invalid, please check the request parameters.`;
  return new ProviderError(400, 'InvalidParameter', message);
}

function createFilter(query: Query, now: number): (task: Task) => boolean {
  if (query.task_id !== undefined) return (task) => task.id === query.task_id;
  const to = query.end_time ?? (query.start_time ?? now - taskLifetime) + taskLifetime;
  const from = query.start_time ?? to - taskLifetime;
  if (to - from > taskLifetime) throw invalid('start_time');
  return (task) =>
    task.submittedAt >= from &&
    task.submittedAt <= to &&
    (query.model_name === undefined || task.model === query.model_name) &&
    (query.status === undefined || task.status === query.status) &&
    (query.api_key_id === undefined || apiKeyId(task.keyName) === query.api_key_id) &&
    (query.region === undefined || region === query.region);
}

function toRow(task: Task) {
  return {
    api_key_id: apiKeyId(task.keyName),
    ...account,
    gmt_create: task.submittedAt,
    model_name: task.model,
    region,
    request_id: task.requestId,
    ...(task.scheduledAt === undefined ? {} : { start_time: task.scheduledAt }),
    ...(task.endedAt === undefined ? {} : { end_time: task.endedAt }),
    status: task.status,
    task_id: task.id,
    user_api_unique_key: `apikey:v1:aigc:${findVideoModel(task.model)?.task}:video-synthesis:${task.model}`,
  };
}

/** A stable number per key name, as the provider numbers its keys. */
function apiKeyId(keyName: string): string {
  const sum = [...keyName].reduce((total, character) => total * 31 + character.charCodeAt(0), 7);
  return String(150_000 + (sum % 100_000));
}
