import type { Duration } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  LogLevel,
  StateMachine,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

type WorkflowMachineProps = {
  readonly definition: IChainable;
  /** The outer net: it cannot be caught. */
  readonly timeout: Duration;
};

/** A state machine with the house defaults: traced, and logged for a month without the data that passes through. */
export class WorkflowMachine extends StateMachine {
  constructor(scope: Construct, id: string, { definition, timeout }: WorkflowMachineProps) {
    super(scope, id, {
      definitionBody: DefinitionBody.fromChainable(definition),
      timeout,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(scope, `${id}Logs`, { retention: RetentionDays.ONE_MONTH }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
  }
}
