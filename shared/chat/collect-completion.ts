import * as z from 'zod';
import type { ChatCompletion } from '../contract/chat.ts';
import { ProviderSilentError } from '../dashscope/errors.ts';

const Delta = z.looseObject({});
type Delta = z.infer<typeof Delta>;

const Chunk = z.looseObject({
  choices: z.array(
    z.looseObject({ index: z.int().default(0), delta: Delta, finish_reason: z.string().nullish() }),
  ),
  usage: z.looseObject({}).nullish(),
});
type Chunk = z.infer<typeof Chunk>;

type Choice = ChatCompletion['choices'][number];

/** Members that a stream may repeat, but that are not pieces of a text. */
const saidOnce = new Set(['role', 'id', 'type', 'name', 'index']);

/**
 * The completion that a stream of chunks amounts to (dashscope-api §9.4).
 * @param frames the chunks as JSON texts
 * @throws ProviderSilentError when one of them is no chunk
 */
export async function collectCompletion(frames: AsyncIterable<string>): Promise<ChatCompletion> {
  const choices = new Map<number, Choice>();
  let envelope: Record<string, unknown> = {};
  for await (const frame of frames) {
    const { choices: parts, usage, ...rest } = readChunk(frame);
    envelope = { ...envelope, ...rest, usage: usage ?? envelope.usage ?? null };
    for (const part of parts) choices.set(part.index, grow(choices.get(part.index), part));
  }
  const inOrder = [...choices.values()].toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
  return { ...envelope, object: 'chat.completion', choices: inOrder };
}

function readChunk(frame: string): Chunk {
  try {
    return Chunk.parse(JSON.parse(frame));
  } catch (cause) {
    throw new ProviderSilentError('a chunk has another shape', { cause, timedOut: false });
  }
}

function grow(choice: Choice | undefined, { delta, ...part }: Chunk['choices'][number]): Choice {
  const finish_reason = part.finish_reason ?? choice?.finish_reason ?? null;
  const logprobs = merge(choice?.logprobs, part.logprobs);
  const message = mergeMembers(choice?.message ?? { content: null }, delta);
  return { ...part, logprobs, message, finish_reason };
}

function mergeMembers(known: Delta, more: Delta): Delta {
  const grown: Delta = { ...known };
  for (const [name, value] of Object.entries(more))
    grown[name] = saidOnce.has(name) ? known[name] || value : merge(known[name], value);
  return grown;
}

/** Texts grow at their end, lists by their entries' `index`, and what is empty changes nothing. */
function merge(known: unknown, more: unknown): unknown {
  if (more === null || more === undefined) return known ?? null;
  if (known === null || known === undefined) return more;
  if (typeof known === 'string' && typeof more === 'string') return known + more;
  if (Array.isArray(known) && Array.isArray(more)) return more.reduce(mergeEntry, known);
  if (isObject(known) && isObject(more)) return mergeMembers(known, more);
  return more;
}

function mergeEntry(list: readonly unknown[], entry: unknown): unknown[] {
  const index = isObject(entry) ? entry.index : undefined;
  const at = list.findIndex((one) => index !== undefined && isObject(one) && one.index === index);
  return at < 0 ? [...list, entry] : list.with(at, merge(list[at], entry));
}

function isObject(value: unknown): value is Delta {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
