import type * as z from 'zod';
import { findErrorRow } from '../core/error-rows.ts';
import { ProviderError, type TwinCall } from '../route.ts';
import { findVideoModel } from './models/catalogue.ts';
import type { VideoModel, VideoRequest, VideoTask } from './models/video-model.ts';

export type Submit = { readonly id: string; readonly model: VideoModel };

type Body = Readonly<Record<string, unknown>>;

/**
 * The model of a submit, in the provider's order of checks (dashscope-api §7.2): body, model, endpoint, async header.
 * @throws ProviderError 400, 403
 */
export function readSubmit(call: TwinCall, task: VideoTask): Submit {
  const body = readBody(call);
  if (body.model === undefined || body.model === '') throw documented('BadRequest.EmptyModel');
  const id = String(body.model);
  const model = findVideoModel(id);
  if (model === undefined) throw new ProviderError(400, 'InvalidParameter', 'Model not exist.');
  if (model.task !== task) {
    throw new ProviderError(400, 'InvalidParameter', 'url error, please check url！');
  }
  if (call.request.headers.get('x-dashscope-async') !== 'enable') {
    const message = 'current user api does not support synchronous calls.';
    throw new ProviderError(403, 'AccessDenied', message);
  }
  return { id, model };
}

function readBody(call: TwinCall): Body {
  if (call.json === undefined) {
    const message = 'Required body invalid, please check the request body format.';
    throw new ProviderError(400, 'InvalidParameter', message);
  }
  if (typeof call.json !== 'object' || call.json === null || Array.isArray(call.json)) {
    throw documented('BadRequest.IllegalInput');
  }
  return call.json as Body;
}

/**
 * The request with every default filled in.
 * @throws ProviderError 400 `InvalidParameter`, `BadRequest.EmptyInput`: the first field that is missing or invalid
 */
export function parseVideoRequest(model: VideoModel, call: TwinCall): VideoRequest {
  const body = readBody(call);
  if (body.input === undefined || body.input === null) throw documented('BadRequest.EmptyInput');
  const parsed = model.request.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ProviderError(400, 'InvalidParameter', issue ? describe(issue, body) : 'Invalid.');
}

function describe(issue: z.core.$ZodIssue, body: Body): string {
  if (issue.code === 'custom' && issue.params?.spoken) return issue.message;
  const path = issue.path.map(String);
  if (valueAt(body, path) === undefined) return `Field required: ${path.join('.')}`;
  const name = path.findLast((part) => Number.isNaN(Number(part))) ?? 'input';
  return `Required parameter(${name}) missing or invalid, please check the request parameters.`;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce(
    (inner: unknown, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Body)[key] : undefined,
    value,
  );
}

function documented(code: string): ProviderError {
  const row = findErrorRow({ code });
  return new ProviderError(row?.status ?? 400, code, row?.message ?? code);
}
