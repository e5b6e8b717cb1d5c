import type { TaskPayload } from '../dashscope/tasks.ts';
import { mediaElements } from './given-fields.ts';
import type { VideoPlan } from './plan-video.ts';

/**
 * The submit body, every field where its rule says (dashscope-api §3): families differ in their rows, not in code.
 * @param delivered what the provider is given in place of a medium, by the pointer where the caller wrote it
 */
export function toTaskPayload(
  plan: VideoPlan,
  delivered: ReadonlyMap<string, string>,
): TaskPayload {
  const { rules, fields, model } = plan;
  const at = (place: 'input' | 'parameters') =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([name]) => name !== 'media' && rules.fields[name]?.place === place)
        .map(([name, value]) => [name, deliver(`/${name}`, value, delivered)]),
    );
  const media = deliverElements(plan, delivered);
  const input = { ...at('input'), ...(media.length > 0 && { media }) };
  return { model, input, parameters: at('parameters') };
}

function deliver(pointer: string, value: unknown, delivered: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => delivered.get(`${pointer}/${index}`) ?? item);
  return delivered.get(pointer) ?? value;
}

function deliverElements({ rules, fields }: VideoPlan, delivered: ReadonlyMap<string, string>) {
  return mediaElements(rules.fields, fields).map(({ type, url, voice, pointers }) => ({
    type,
    url: delivered.get(pointers.url) ?? url,
    ...(voice !== undefined && { reference_voice: delivered.get(pointers.voice) ?? voice }),
  }));
}
