import { randomUUID } from 'node:crypto';
import type { FunctionDefinition } from '../assembly/functions.ts';
import { createDeliveries } from '../events/deliveries.ts';
import { FunctionError, functionNotFound } from './function-error.ts';

/** What Lambda keeps of an event that no attempt could handle (aws-facts §1; Lambda's invocation record). */
export type InvocationRecord = {
  readonly version: '1.0';
  /** ISO 8601. */
  readonly timestamp: string;
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: 'RetriesExhausted';
    readonly approximateInvokeCount: number;
  };
  readonly requestPayload: unknown;
  readonly responseContext: {
    readonly statusCode: 200;
    readonly executedVersion: '$LATEST';
    readonly functionError: 'Unhandled';
  };
  readonly responsePayload: unknown;
};

export type AsynchronousOptions = {
  readonly functions: readonly FunctionDefinition[];
  readonly invoke: (arn: string, payload: unknown) => Promise<unknown>;
  /** Divides the pauses between attempts. */
  readonly timeScale: number;
  /** Leaves a record where the template wants it. */
  readonly keep: (definition: FunctionDefinition, record: InvocationRecord) => Promise<void>;
  readonly log: (line: string) => void;
  readonly now?: () => Date;
};

type Invocation = {
  readonly definition: FunctionDefinition;
  readonly requestId: string;
  readonly payload: unknown;
};

/** Lambda's pauses before the second and the third attempt. */
const pauseSeconds = [60, 120];

/** Lambda's asynchronous invocations: taken at once, tried again, and kept as a record when nothing helped. */
export function createAsynchronousInvocations(options: AsynchronousOptions) {
  const { functions, timeScale, log, now = () => new Date() } = options;
  const byArn = new Map(functions.map((definition) => [definition.arn, definition]));
  const pauses = pauseSeconds.map((seconds) => (seconds * 1000) / timeScale);
  const deliveries = createDeliveries<Invocation>({
    deliver: async ({ definition, payload }) =>
      void (await options.invoke(definition.arn, payload)),
    retryDelays: ({ definition }) => pauses.slice(0, definition.asynchronous.maximumRetryAttempts),
    onDeadLetter: (invocation, error) => {
      const { definition } = invocation;
      log(`event not handled by ${definition.name}: ${error}`);
      if (!definition.asynchronous.onFailureArn) return;
      options
        .keep(definition, recordOf(invocation, error, now()))
        .catch((failure) => log(`record of ${definition.name} not kept: ${failure}`));
    },
  });
  return {
    /** Takes an event; what comes of it is nobody's answer. @throws FunctionError when nothing has that ARN */
    invoke(arn: string, payload: unknown): void {
      const definition = byArn.get(arn);
      if (!definition) throw functionNotFound(arn);
      deliveries.send({ definition, payload, requestId: randomUUID() });
    },
    idle: deliveries.idle,
    /** Gives up the attempts that are still to come. */
    close: deliveries.close,
  };
}

function recordOf(
  { definition, requestId, payload }: Invocation,
  error: unknown,
  at: Date,
): InvocationRecord {
  return {
    version: '1.0',
    timestamp: at.toISOString(),
    requestContext: {
      requestId,
      functionArn: `${definition.arn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: definition.asynchronous.maximumRetryAttempts + 1,
    },
    requestPayload: payload,
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload:
      error instanceof FunctionError ? error.report : { errorMessage: String(error) },
  };
}
