import type { Integration } from '../states/resource.ts';
import { StatesError } from '../states/states-error.ts';
import type { EventBus } from './event-bus.ts';
import { PutEventsInput, putEvents } from './put-events.ts';

/**
 * Step Functions' `events:putEvents`: unlike the API it takes `Detail` as JSON, and fails the task with
 * `EventBridge.FailedEntry` when an entry fails.
 */
export const putEventsIntegration =
  (bus: EventBus, now: () => number = () => Date.now()): Integration =>
  async (parameters) => {
    const input = PutEventsInput.safeParse(withTextDetails(parameters));
    if (!input.success) throw new StatesError('States.Runtime', input.error.message);
    const output = putEvents(bus, input.data, now());
    if (output.FailedEntryCount === 0) return output;
    throw new StatesError('EventBridge.FailedEntry', JSON.stringify(output));
  };

function withTextDetails(parameters: unknown): unknown {
  const { Entries } = parameters as { Entries?: { Detail?: unknown }[] };
  const entries = Entries?.map((entry) =>
    typeof entry.Detail === 'string' ? entry : { ...entry, Detail: JSON.stringify(entry.Detail) },
  );
  return { Entries: entries };
}
