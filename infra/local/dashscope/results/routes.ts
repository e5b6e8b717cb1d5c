import type { Sleep } from '../faults/break-call.ts';
import type { encodeVideo } from '../media/encode-video.ts';
import { type Clock, ProviderError, type Route, type TwinCall } from '../route.ts';
import type { RenderPlan, Task } from '../tasks/task.ts';
import type { TaskStore } from '../tasks/task-store.ts';
import { parseByteRange } from './byte-range.ts';
import { type Delivery, deliverBytes } from './deliver-bytes.ts';
import { expiredRequest, verifyResultUrl } from './result-url.ts';

export type ResultOptions = {
  readonly clock: Clock;
  readonly store: TaskStore;
  readonly sleep: Sleep;
  readonly encode: typeof encodeVideo;
};

const page = '<!DOCTYPE html><html><body>Sign in to the network to continue.</body></html>';

/** The finished videos, as OSS serves them: HEAD, Range, expiry (dashscope-api §15). */
export function createResultRoutes(options: ResultOptions): Route[] {
  return ['GET', 'HEAD'].map((method) => ({
    method,
    path: '/results/:prefix/:day/:file',
    dialect: 'oss',
    handle: (call) => serveResult(call, options),
  }));
}

async function serveResult(call: TwinCall, options: ResultOptions): Promise<Response> {
  verifyResultUrl(call.url, options.clock);
  breakResult(call);
  if (call.fault('result_html')) {
    return new Response(page, { headers: { 'content-type': 'text/html' } });
  }
  const { task, plan } = findResult(call, options.store);
  const { width, height, outputSeconds: seconds, colour, sound } = plan;
  const video = await options.encode({ width, height, seconds, colour, sound });
  return respond(call, options, task, video);
}

function breakResult(call: TwinCall): void {
  if (call.fault('result_expired')) throw expiredRequest();
  const broken = call.fault('result_status');
  if (broken) {
    const message = 'Please reduce your request rate.';
    throw new ProviderError(Number(broken.status ?? 503), 'ServiceUnavailable', message);
  }
}

function findResult(call: TwinCall, store: TaskStore): { task: Task; plan: RenderPlan } {
  const id = (call.parameters.file ?? '').replace(/\.mp4$/, '');
  const task = store.recall(id);
  if (task?.status === 'SUCCEEDED' && task.work.kind === 'render') {
    return { task, plan: task.work.plan };
  }
  throw new ProviderError(404, 'NoSuchKey', 'The specified key does not exist.');
}

function respond(
  call: TwinCall,
  { sleep }: ResultOptions,
  task: Task,
  video: Uint8Array,
): Response {
  const range = parseByteRange(call.request.headers.get('range'), video.byteLength);
  const { first, last } = range ?? { first: 0, last: video.byteLength - 1 };
  const asked = last - first + 1;
  const isHead = call.request.method === 'HEAD';
  const { silentlyShort, ...delivery } = isHead ? {} : chooseDelivery(call, asked);
  const length = silentlyShort ?? asked;
  const headers = {
    'content-type': 'video/mp4',
    'content-length': String(length),
    'accept-ranges': 'bytes',
    etag: `"${task.id.replaceAll('-', '').toUpperCase()}"`,
    'last-modified': new Date(task.endedAt ?? 0).toUTCString(),
    ...(range ? { 'content-range': `bytes ${first}-${last}/${video.byteLength}` } : {}),
  };
  const status = range ? 206 : 200;
  if (isHead) return new Response(null, { status, headers });
  const bytes = video.subarray(first, first + length);
  const onDelivered = () => {
    if (first + length === video.byteLength) task.resultFetched = true;
  };
  return new Response(deliverBytes(bytes, delivery, { sleep, onDelivered }), { status, headers });
}

/** A body's own fault; HEAD meets none, because it has no body to break. */
function chooseDelivery(call: TwinCall, length: number): Delivery & { silentlyShort?: number } {
  const half = Math.floor(length / 2);
  const truncated = call.fault('result_truncated');
  if (truncated) return truncated.silent ? { silentlyShort: half } : { cutAfter: half };
  if (call.fault('result_stalled')) return { stallAfter: half };
  const slow = call.fault('result_slow');
  return slow ? { bytesPerSecond: Number(slow.bytes_per_second) } : {};
}
