import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { Announcements } from './announcements.ts';
import type { DeadLetters } from './dead-letters.ts';
import { mediaAccess } from './media-access.ts';
import type { MediaBucket } from './media-bucket.ts';
import type { Provider } from './provider.ts';
import { ServiceFunction } from './service-function.ts';
import type { VideoWorkflow } from './video-workflow.ts';
import type { VisionWorkflow } from './vision-workflow.ts';

export type ExecutionRecoveryProps = {
  readonly media: MediaBucket;
  readonly announcements: Announcements;
  readonly provider: Provider;
  readonly deadLetters: DeadLetters;
  /** The workflows of every kind of job. */
  readonly workflows: readonly [VideoWorkflow, VisionWorkflow];
};

/** Longer than a large video takes to copy; what is left is done an hour later. */
const sweepTimeout = Duration.minutes(15);

/** Continues or closes the job of every execution that died, and looks after whatever nobody was told of. */
export class ExecutionRecovery extends Construct {
  constructor(scope: Construct, id: string, props: ExecutionRecoveryProps) {
    super(scope, id);
    this.#closeExecutions(props);
    this.#sweepJobs(props);
  }

  #closeExecutions(props: ExecutionRecoveryProps): void {
    const { media, announcements, deadLetters, workflows } = props;
    const closeExecution = new ServiceFunction(this, 'CloseExecution', {
      file: 'events/close-execution',
      timeout: Duration.seconds(60),
      media: { bucket: media, access: mediaAccess.closeJob },
    });
    for (const workflow of workflows) workflow.connectStarter(closeExecution);
    announcements.connect(closeExecution);
    deadLetters.connect(closeExecution);
    new Rule(this, 'ExecutionDied', {
      description: 'An execution failed, ran out of time or was stopped',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: workflows.map(({ machine }) => machine.stateMachineArn),
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [new LambdaFunction(closeExecution)],
    });
  }

  /** Such events are best effort (aws-facts §3): once an hour somebody looks. */
  #sweepJobs(props: ExecutionRecoveryProps): void {
    const { media, announcements, provider, deadLetters, workflows } = props;
    const sweepJobs = new ServiceFunction(this, 'SweepJobs', {
      file: 'events/sweep-jobs',
      timeout: sweepTimeout,
      media: { bucket: media, access: mediaAccess.sweepJobs },
    });
    for (const workflow of workflows) workflow.connectStarter(sweepJobs);
    announcements.connect(sweepJobs);
    provider.connect(sweepJobs);
    deadLetters.connect(sweepJobs);
    new Rule(this, 'EveryHour', {
      description: 'Continues, closes and recovers what was left standing',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaFunction(sweepJobs)],
    });
  }
}
