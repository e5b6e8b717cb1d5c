import * as z from 'zod';

/**
 * Where a fault is met: on any `request`, on a `write` (POST) after its work was done, on the `task` a submit makes, on
 * later calls about that task (`follow-up`), or inside a `chat` answer.
 */
export type FaultScope = 'request' | 'write' | 'task' | 'follow-up' | 'chat';

export const faultScopes = {
  status: 'request',
  delay: 'request',
  reset_before_accept: 'request',
  wrong_body: 'request',
  reset_after_accept: 'write',
  status_after_accept: 'write',
  never_ends: 'task',
  slow_pending: 'task',
  task_failed: 'task',
  usage_strings: 'task',
  result_http: 'task',
  unknown_early: 'follow-up',
  result_status: 'follow-up',
  result_expired: 'follow-up',
  result_html: 'follow-up',
  result_truncated: 'follow-up',
  result_stalled: 'follow-up',
  result_slow: 'follow-up',
  moderation_in_stream: 'chat',
  stream_cut: 'chat',
} as const satisfies Record<string, FaultScope>;

export type FaultKind = keyof typeof faultScopes;

const seconds = z.coerce.number().min(0);
const status = z.coerce.number().int().min(300).max(599);
const text = z.string().optional();
const refusal = { status: status.optional(), code: text, message: text };
const plain = <K extends FaultKind>(kind: K) => z.strictObject({ kind: z.literal(kind) });

/**
 * A fault and its details. Of `status` and `code` each is found from the other (dashscope-api §7.2; neither: 500).
 * `delay` counts wall seconds, `slow_pending` seconds of task time, which the twin's speed divides. `result_truncated`
 * with `silent` announces the shorter length too, so that only the file itself tells.
 */
export const Fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('status'), ...refusal }),
  z.strictObject({
    kind: z.literal('status_after_accept'),
    ...refusal,
    status: status.default(504),
  }),
  z.strictObject({ kind: z.literal('delay'), seconds }),
  z.strictObject({ kind: z.literal('wrong_body'), body: text }),
  z.strictObject({ kind: z.literal('slow_pending'), seconds }),
  z.strictObject({ kind: z.literal('task_failed'), code: text, message: text }),
  z.strictObject({ kind: z.literal('result_status'), status: status.default(503) }),
  z.strictObject({
    kind: z.literal('result_truncated'),
    silent: z.union([z.boolean(), z.stringbool()]).default(false),
  }),
  z.strictObject({
    kind: z.literal('result_slow'),
    bytes_per_second: z.coerce.number().positive(),
  }),
  plain('reset_before_accept'),
  plain('reset_after_accept'),
  plain('never_ends'),
  plain('usage_strings'),
  plain('result_http'),
  plain('unknown_early'),
  plain('result_expired'),
  plain('result_html'),
  plain('result_stalled'),
  plain('moderation_in_stream'),
  plain('stream_cut'),
]);
