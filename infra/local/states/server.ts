import type { Authorize } from '../wire/authorize.ts';
import { startAwsJson } from '../wire/aws-json.ts';
import { createExecutionEngine, type EngineOptions } from './engine.ts';

export type StatesOptions = EngineOptions & {
  readonly port: number;
  readonly authorize?: Authorize;
};

export type States = {
  readonly url: string;
  /** State machine ARNs by name. */
  readonly machines: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
};

/**
 * Step Functions on the real AwsJson 1.0 wire. What an earlier process left running is reported to
 * `onStatusChange` as ABORTED once this has returned, so that recovery finds the platform up.
 */
export async function startStates(options: StatesOptions): Promise<States> {
  const { port, authorize } = options;
  const engine = createExecutionEngine(options);
  const { operations, iam, machines } = engine;
  const server = await startAwsJson({
    port,
    version: '1.0',
    targetPrefix: 'AWSStepFunctions',
    errorNamespace: 'com.amazonaws.swf.service.v2.model',
    operations,
    iam,
    authorize,
  });
  const report = setTimeout(engine.reportInterrupted, 0);
  const close = async () => {
    clearTimeout(report);
    engine.close();
    await server.close();
  };
  return { url: server.url, machines, close };
}
