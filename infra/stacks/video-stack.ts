import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { MediaInputs } from '../constructs/media-inputs.ts';
import { VideoWorkflow } from '../constructs/video-workflow.ts';
import type { EventsStack } from './events-stack.ts';
import type { StorageStack } from './storage-stack.ts';

export type VideoStackProps = StackProps & {
  readonly config: Config;
  readonly storage: StorageStack;
  readonly events: EventsStack;
};

/** Everything that happens to a video job after it was accepted. */
export class VideoStack extends Stack {
  readonly workflow: VideoWorkflow;

  constructor(scope: Construct, id: string, props: VideoStackProps) {
    super(scope, id, props);
    const { media, provider } = props.storage;
    const { announcements } = props.events;
    const { config } = props;
    const inputs = new MediaInputs(config);
    this.workflow = new VideoWorkflow(this, 'Workflow', {
      ...{ media, provider, announcements, inputs, config },
    });
  }
}
