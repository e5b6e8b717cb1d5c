import { randomUUID } from 'node:crypto';
import type { BusEvent } from '../events/event.ts';
import { type Execution, statusOf } from './execution.ts';

export type Place = { readonly region: string; readonly account: string };

/** Escaped bytes above which AWS leaves input and output out of the event. */
const maxDataBytes = 248 * 1024;

/** The "Step Functions Execution Status Change" event of an execution as it stands; dates in milliseconds. */
export function statusChangeEvent(place: Place, execution: Execution): BusEvent {
  const { executionArn, stateMachineArn, name, startDate, stopDate } = execution;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: place.account,
    time: `${new Date(stopDate ?? startDate).toISOString().slice(0, 19)}Z`,
    region: place.region,
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status: statusOf(execution),
      startDate,
      stopDate: stopDate ?? null,
      ...dataOf(execution),
      error: execution.outcome?.error ?? null,
      cause: execution.outcome?.cause ?? null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
    },
  };
}

function dataOf({ input, outcome }: Execution): Record<string, unknown> {
  const outputBytes = escapedBytes(outcome?.output);
  const inputFits = escapedBytes(input) + outputBytes <= maxDataBytes;
  const outputFits = outputBytes <= maxDataBytes;
  return {
    input: inputFits ? input : null,
    inputDetails: { included: inputFits },
    output: outputFits ? (outcome?.output ?? null) : null,
    outputDetails: outcome?.output === undefined ? null : { included: outputFits },
  };
}

const escapedBytes = (json: string | undefined): number =>
  json === undefined ? 0 : Buffer.byteLength(JSON.stringify(json));
