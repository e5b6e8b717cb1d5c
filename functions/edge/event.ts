import { lazy } from '../../shared/runtime/lazy.ts';
import { loggerOf } from '../../shared/runtime/logger.ts';
import type { World } from '../../shared/runtime/world.ts';
import { toldError } from './told-error.ts';

/** An event's handler; what it throws lets Lambda try again and, in the end, keep a record of the event. */
export function eventHandler<Work>(
  world: World,
  compose: (world: World) => Work,
  handle: (work: Work, event: unknown) => Promise<void>,
): (event: unknown) => Promise<void> {
  const work = lazy(() => compose(world));
  return async (event) => {
    try {
      await handle(work(), event);
    } catch (error) {
      throw toldError(error, loggerOf(world), 'event.failed');
    }
  };
}
