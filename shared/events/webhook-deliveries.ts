import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { JobEvent } from '../contract/event.ts';
import type { JobReference } from '../storage/keys.ts';

/** Starts one execution per event; its name is the event's id, so that a repeat is the same delivery. */
export class WebhookDeliveries {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  async start({ owner, id }: JobReference, event: JobEvent): Promise<void> {
    const name = event.id.replaceAll('.', '-');
    const input = JSON.stringify({ owner, id, event });
    const stateMachineArn = this.#stateMachineArn;
    try {
      await this.#client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
    }
  }
}
