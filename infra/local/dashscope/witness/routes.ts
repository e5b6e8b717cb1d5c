import * as z from 'zod';
import type { AdjustableClock } from '../core/adjustable-clock.ts';
import type { RateLimiter } from '../core/rate-limiter.ts';
import { ProviderError, type Route, type TwinCall } from '../route.ts';
import type { PendingWork } from '../tasks/pending-work.ts';
import { billedSeconds } from '../tasks/task.ts';
import type { TaskStore } from '../tasks/task-store.ts';
import type { Witness } from './witness.ts';

export type WitnessOptions = {
  readonly clock: AdjustableClock;
  readonly limiter: RateLimiter;
  readonly witness: Witness;
  readonly store: TaskStore;
  readonly inspections: PendingWork;
};

const Advance = z.object({ advance_seconds: z.number().min(0) });

/** What was asked, paid and kept; a fresh start; a later hour. */
export function createWitnessRoutes(options: WitnessOptions): Route[] {
  const { witness, store, limiter } = options;
  const reset = () => {
    witness.reset();
    store.reset();
    limiter.reset();
    return new Response(null, { status: 204 });
  };
  const admin = (method: string, path: string, handle: Route['handle']): Route => ({
    method,
    path,
    dialect: 'admin',
    handle,
  });
  return [
    admin('GET', '/_twin/requests', () => Response.json({ requests: witness.requests() })),
    admin('GET', '/_twin/tasks', () => Response.json({ tasks: store.all().map(toWitnessedTask) })),
    admin('POST', '/_twin/reset', reset),
    admin('POST', '/_twin/clock', (call) => advance(call, options)),
  ];
}

function toWitnessedTask(task: ReturnType<TaskStore['all']>[number]) {
  return {
    id: task.id,
    model: task.model,
    status: task.status,
    prompt: task.prompt ?? null,
    billed_seconds: billedSeconds(task),
    result_fetched: task.resultFetched,
  };
}

/** Media on their way are awaited first, so that a task never skips the time that is added. */
async function advance(call: TwinCall, { clock, inspections }: WitnessOptions): Promise<Response> {
  const parsed = Advance.safeParse(call.json);
  if (!parsed.success) {
    const message = 'advance_seconds must be a number of seconds, not negative';
    throw new ProviderError(400, 'InvalidParameter', message);
  }
  await inspections.settled();
  clock.advance(parsed.data.advance_seconds);
  return Response.json({ now: new Date(clock.now()).toISOString() });
}
