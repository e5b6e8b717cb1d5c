import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { JobEvent } from '../contract/event.ts';
import { timeoutSignal } from '../runtime/timeout-signal.ts';

/** The bus did not take an event. */
class EventRefusedError extends Error {
  override readonly name = 'EventRefused';
  readonly code = 'event_refused';
  readonly retryable = true;
}

/** A bus that does not answer must not hold up a caller or a poll. */
const answerMilliseconds = 5000;

/** The bus that jobs are announced on. */
export class EventBus {
  readonly #client: EventBridgeClient;
  readonly #name: string;

  constructor(client: EventBridgeClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** @throws EventRefusedError when any event was not taken; a job has fewer events than one call may carry. */
  async put(events: readonly JobEvent[]): Promise<void> {
    const Entries = events.map((event) => ({
      EventBusName: this.#name,
      Source: event.source,
      DetailType: event.type,
      Detail: JSON.stringify(event),
      Time: new Date(event.time),
    }));
    const abortSignal = timeoutSignal(answerMilliseconds);
    const answer = await this.#client.send(new PutEventsCommand({ Entries }), { abortSignal });
    const refused = answer.Entries?.find(({ ErrorCode }) => ErrorCode);
    if (refused) throw new EventRefusedError(`${refused.ErrorCode}: ${refused.ErrorMessage}`);
  }
}
