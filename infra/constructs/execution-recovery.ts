import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { mediaAccess } from './media-access.ts';
import type { MediaBucket } from './media-bucket.ts';
import { ServiceFunction } from './service-function.ts';
import type { VideoWorkflow } from './video-workflow.ts';

export type ExecutionRecoveryProps = {
  readonly media: MediaBucket;
  readonly workflow: VideoWorkflow;
};

/** Continues or closes the job of every execution that died. */
export class ExecutionRecovery extends Construct {
  constructor(scope: Construct, id: string, props: ExecutionRecoveryProps) {
    super(scope, id);
    const { media, workflow } = props;
    const closeExecution = new ServiceFunction(this, 'CloseExecution', {
      file: 'events/close-execution',
      timeout: Duration.seconds(60),
      media: { bucket: media, access: mediaAccess.closeJob },
    });
    workflow.connectStarter(closeExecution);
    new Rule(this, 'ExecutionDied', {
      description: 'An execution failed, ran out of time or was stopped',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [workflow.machine.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [new LambdaFunction(closeExecution)],
    });
  }
}
