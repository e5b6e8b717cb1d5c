import type { TaskPayload } from '../dashscope/tasks.ts';
import type { Place } from './field-rules.ts';
import type { VideoPlan } from './plan-video.ts';

/** The submit body of the legacy families: every field where its rule says (dashscope-api §3.7, §3.8). */
export function toTaskPayload(
  plan: VideoPlan,
  media: Readonly<Record<string, string>>,
): TaskPayload {
  const at = (place: Place) =>
    Object.fromEntries(
      Object.entries(plan.fields)
        .filter(([name]) => plan.row.fields[name]?.place === place)
        .map(([name, value]) => [name, media[name] ?? value]),
    );
  return { model: plan.model, input: at('input'), parameters: at('parameters') };
}

/** The fields of a plan that carry media. */
export function mediaFieldsOf(plan: VideoPlan): [name: string, value: string][] {
  return Object.entries(plan.fields).flatMap(([name, value]) => {
    const kind = plan.row.fields[name]?.kind;
    return kind === 'image' || kind === 'audio' ? [[name, String(value)]] : [];
  });
}
