import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { mediaAccess } from './media-access.ts';
import type { MediaBucket } from './media-bucket.ts';
import type { MediaInputs } from './media-inputs.ts';
import type { Provider } from './provider.ts';
import { ServiceFunction } from './service-function.ts';
import { defineVisionWorkflow } from './vision-workflow-definition.ts';
import { WorkflowMachine } from './workflow-machine.ts';
import type { Step } from './workflow-task.ts';

export type VisionWorkflowProps = {
  readonly media: MediaBucket;
  readonly provider: Provider;
  /** Closes jobs of every kind. */
  readonly closeJob: Step;
  readonly inputs: MediaInputs;
};

/** Lambda's longest; the answer itself is waited for two minutes less. */
const runTimeout = Duration.minutes(15);
/** Admission (1 h) and every attempt fit; a machine's timeout cannot be caught. */
const outerNet = Duration.hours(6);

/** The state machine of a vision job. */
export class VisionWorkflow extends Construct {
  readonly machine: WorkflowMachine;

  constructor(scope: Construct, id: string, props: VisionWorkflowProps) {
    super(scope, id);
    const RunVision = { lambda: this.#runVision(props), timeout: runTimeout };
    this.machine = new WorkflowMachine(this, 'Machine', {
      definition: defineVisionWorkflow(this, { RunVision, CloseJob: props.closeJob }),
      timeout: outerNet,
    });
  }

  /** Lets a function start executions. */
  connectStarter(starter: ServiceFunction): void {
    starter.addEnvironment('VISION_MACHINE_ARN', this.machine.stateMachineArn);
    this.machine.grantStartExecution(starter);
  }

  #runVision({ media, provider, inputs }: VisionWorkflowProps): ServiceFunction {
    const runVision = new ServiceFunction(this, 'RunVision', {
      file: 'workflow/run-vision',
      timeout: runTimeout,
      media: { bucket: media, access: mediaAccess.runVision },
    });
    provider.connect(runVision);
    inputs.connect(runVision);
    return runVision;
  }
}
