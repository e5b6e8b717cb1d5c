import type { TaskPayload } from '../dashscope/tasks.ts';
import type { MediaInput } from '../media/delivery.ts';
import type { MediaLimits } from '../media/limits.ts';
import type { Place } from './field-rules.ts';
import type { VideoPlan } from './plan-video.ts';

/**
 * The submit body of the legacy families: every field where its rule says (dashscope-api §3.7, §3.8).
 * @param delivered what the provider can fetch, by the media's pointers
 */
export function toTaskPayload(
  plan: VideoPlan,
  delivered: ReadonlyMap<string, string>,
): TaskPayload {
  const at = (place: Place) =>
    Object.fromEntries(
      Object.entries(plan.fields)
        .filter(([name]) => plan.row.fields[name]?.place === place)
        .map(([name, value]) => [name, delivered.get(`/${name}`) ?? value]),
    );
  return { model: plan.model, input: at('input'), parameters: at('parameters') };
}

/** What the legacy families take (dashscope-api §3.8). */
const limitsOfKind = {
  image: {
    kind: 'image',
    formats: ['jpeg', 'png', 'bmp', 'webp'],
    // what travels inside a submit
    maxBytes: 7_000_000,
    minSide: 240,
    maxSide: 8000,
  },
  audio: { kind: 'audio', formats: ['wav', 'mp3'], maxBytes: 15_000_000 },
} as const satisfies Record<string, MediaLimits>;

/** Every medium of a plan. */
export function mediaOf(plan: VideoPlan): MediaInput[] {
  return Object.entries(plan.fields).flatMap(([name, value]) => {
    const kind = plan.row.fields[name]?.kind;
    if (kind !== 'image' && kind !== 'audio') return [];
    return [{ pointer: `/${name}`, value: String(value), limits: limitsOfKind[kind] }];
  });
}
