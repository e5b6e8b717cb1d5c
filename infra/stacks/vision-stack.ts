import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { MediaInputs } from '../constructs/media-inputs.ts';
import { VisionWorkflow } from '../constructs/vision-workflow.ts';
import type { StorageStack } from './storage-stack.ts';
import type { VideoStack } from './video-stack.ts';

export type VisionStackProps = StackProps & {
  readonly config: Config;
  readonly storage: StorageStack;
  readonly video: VideoStack;
};

/** Vision work whose caller does not wait for the answer. */
export class VisionStack extends Stack {
  readonly workflow: VisionWorkflow;

  constructor(scope: Construct, id: string, props: VisionStackProps) {
    super(scope, id, props);
    const { media, provider } = props.storage;
    const inputs = new MediaInputs(props.config);
    const { closeJob } = props.video.workflow;
    this.workflow = new VisionWorkflow(this, 'Vision', {
      ...{ media, provider, closeJob, inputs },
    });
  }
}
