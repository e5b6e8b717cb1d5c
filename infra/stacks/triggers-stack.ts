import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { BusCommands } from '../constructs/bus-commands.ts';
import { MediaInputs } from '../constructs/media-inputs.ts';
import { UploadTrigger } from '../constructs/upload-trigger.ts';
import type { EventsStack } from './events-stack.ts';
import type { StorageStack } from './storage-stack.ts';
import type { VideoStack } from './video-stack.ts';
import type { VisionStack } from './vision-stack.ts';

export type TriggersStackProps = StackProps & {
  readonly config: Config;
  readonly storage: StorageStack;
  readonly events: EventsStack;
  readonly video: VideoStack;
  readonly vision: VisionStack;
};

/** What begins work without a call: commands on the bus, uploads into the inbox. */
export class TriggersStack extends Stack {
  constructor(scope: Construct, id: string, props: TriggersStackProps) {
    super(scope, id, props);
    const { media, provider, deadLetters } = props.storage;
    const { announcements, bus } = props.events;
    const workflows = [props.video.workflow, props.vision.workflow] as const;
    const { commandRules, uploadRules } = props.config;
    const inputs = new MediaInputs(props.config);
    const means = { deadLetters, media, provider, announcements, workflows, inputs };
    new BusCommands(this, 'Commands', { rules: commandRules, bus, means });
    new UploadTrigger(this, 'Uploads', { rules: uploadRules, bus, means });
  }
}
