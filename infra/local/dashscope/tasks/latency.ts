import type { Latency } from './lane.ts';

type Pace = {
  /** Task time runs so many times faster than the clock. */
  readonly speed: number;
  /** Some models are known to be slow (dashscope-api §4.3). */
  readonly factorOf: (model: string) => number;
};

/** What a task needs that fails on its media, seconds (the sample of dashscope-api §4.2 shows 0.9). */
const failureSeconds = 1;
/** A failure of no known plan takes as long as an ordinary five-second render. */
const ordinaryRender = { outputSeconds: 5, tier: 720 };

/** Time from start to end by the simulator's rule (dashscope-api §15), milliseconds of the clock. */
export function createLatency({ speed, factorOf }: Pace): Latency {
  const milliseconds = (seconds: number) => Math.ceil((seconds * 1000) / speed);
  const render = (model: string, plan: { outputSeconds: number; tier: number }) =>
    (60 + 8 * plan.outputSeconds) * (plan.tier === 1080 ? 2 : 1) * factorOf(model);
  return ({ model, work }) => {
    if (work.kind === 'inspecting') return Number.POSITIVE_INFINITY;
    if (work.kind === 'render') return milliseconds(render(model, work.plan));
    return milliseconds(work.early ? failureSeconds : render(model, ordinaryRender));
  };
}
