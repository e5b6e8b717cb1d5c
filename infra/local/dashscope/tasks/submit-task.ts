import { randomUUID } from 'node:crypto';
import { pinnedRules } from '../faults/fault-desk.ts';
import { readPromptFaults } from '../faults/prompt-tokens.ts';
import { type Fault, ProviderError, type Route, type TwinCall } from '../route.ts';
import { inspectRequest } from './inspect-request.ts';
import type { VideoModel, VideoRequest, VideoTask } from './models/video-model.ts';
import { parseVideoRequest, readSubmit } from './parse-submit.ts';
import { planRender } from './plan-render.ts';
import { listRequestMedia } from './request-media.ts';
import type { Task, TaskWork } from './task.ts';
import type { TaskContext } from './task-context.ts';

const endpoints: readonly VideoTask[] = ['video-generation', 'image2video'];

/** Faults that a submit settles for the whole life of its task. */
const taskFaults = ['never_ends', 'slow_pending', 'task_failed', 'usage_strings', 'result_http'];

/** Both submit endpoints (dashscope-api §2.1); checks in the order of §7.2. */
export function createSubmitRoutes(context: TaskContext): Route[] {
  return endpoints.map((task) => ({
    method: 'POST',
    path: `/api/v1/services/aigc/${task}/video-synthesis`,
    dialect: 'native',
    handle: (call) => submitTask(context, call, task),
  }));
}

function submitTask(context: TaskContext, call: TwinCall, endpoint: VideoTask): Response {
  const { id, model } = readSubmit(call, endpoint);
  admit(context, id, model);
  const request = parseVideoRequest(model, call);
  requireOssHeader(call, model, request);
  const task = createTask(context, call, id, model, request);
  context.store.accept(task);
  if (task.work.kind === 'inspecting') {
    context.inspections.add(inspect(context, call, { task, model, request }));
  }
  return Response.json({
    output: { task_status: 'PENDING', task_id: task.id },
    request_id: call.requestId,
  });
}

function admit({ limiter, store }: TaskContext, id: string, model: VideoModel): void {
  if (!limiter.admit(`submit ${id}`, model.submitsPerSecond)) {
    const message = 'Requests rate limit exceeded, please try again later.';
    throw new ProviderError(429, 'Throttling.RateQuota', message);
  }
  if (!store.hasRoom(id)) {
    throw new ProviderError(429, 'Throttling', 'Requests throttling triggered.');
  }
}

function requireOssHeader(call: TwinCall, model: VideoModel, request: VideoRequest): void {
  if (call.request.headers.get('x-dashscope-ossresourceresolve') === 'enable') return;
  if (!listRequestMedia(model, request).some(({ url }) => url.startsWith('oss://'))) return;
  const message = 'The media format is not supported or incorrect for the data inspection.';
  throw new ProviderError(400, 'InvalidParameter.DataInspection', message);
}

function createTask(
  { clock, speed }: TaskContext,
  call: TwinCall,
  id: string,
  model: VideoModel,
  request: VideoRequest,
): Task {
  const faults = taskFaults.map((kind) => call.fault(kind)).filter((fault) => fault !== undefined);
  const held = Number(faults.find(({ kind }) => kind === 'slow_pending')?.seconds ?? 0);
  const submittedAt = clock.now();
  return {
    id: randomUUID(),
    requestId: call.requestId,
    model: id,
    keyName: call.keyName ?? '',
    submit: { method: call.request.method, path: call.url.pathname, model: id },
    ...promptsOf(model, request),
    submittedAt,
    readyAt: submittedAt + (held * 1000) / speed,
    faults,
    rules: pinnedRules(readPromptFaults(call.body)),
    work: forcedFailure(faults) ?? plannedWork(model, request),
    status: 'PENDING',
    resultFetched: false,
  };
}

function promptsOf(model: VideoModel, { input, parameters }: VideoRequest) {
  const prompt = typeof input.prompt === 'string' ? input.prompt : undefined;
  const isExtended = model.actualPrompt && parameters.prompt_extend === true && Boolean(prompt);
  return {
    prompt,
    actualPrompt: isExtended ? `${prompt} Cinematic light, fine detail.` : undefined,
  };
}

function forcedFailure(faults: readonly Fault[]): TaskWork | undefined {
  const fault = faults.find(({ kind }) => kind === 'task_failed');
  if (fault === undefined) return undefined;
  const { code, message } = fault as { code?: string; message?: string };
  return { kind: 'fail', failure: { code, message }, early: false };
}

/** Without media there is nothing to wait for. */
function plannedWork(model: VideoModel, request: VideoRequest): TaskWork {
  if (listRequestMedia(model, request).length > 0) return { kind: 'inspecting' };
  return { kind: 'render', plan: planRender(model, request, []) };
}

async function inspect(
  { fetcherFor, report }: TaskContext,
  call: TwinCall,
  { task, model, request }: { task: Task; model: VideoModel; request: VideoRequest },
): Promise<void> {
  try {
    task.work = await inspectRequest(model, request, fetcherFor(call, task.model));
  } catch (error) {
    report(error);
    const failure = { code: 'InternalError.Algo', message: 'inference internal error.' };
    task.work = { kind: 'fail', failure, early: true };
  }
}
