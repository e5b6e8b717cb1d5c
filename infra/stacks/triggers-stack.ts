import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { BusCommands } from '../constructs/bus-commands.ts';
import { MediaInputs } from '../constructs/media-inputs.ts';
import type { EventsStack } from './events-stack.ts';
import type { StorageStack } from './storage-stack.ts';
import type { VideoStack } from './video-stack.ts';

export type TriggersStackProps = StackProps & {
  readonly config: Config;
  readonly storage: StorageStack;
  readonly events: EventsStack;
  readonly video: VideoStack;
};

/** What begins work without a call: commands on the bus. */
export class TriggersStack extends Stack {
  constructor(scope: Construct, id: string, props: TriggersStackProps) {
    super(scope, id, props);
    const { media, provider, deadLetters } = props.storage;
    const { announcements, bus } = props.events;
    const { workflow } = props.video;
    const { commandRules: rules } = props.config;
    const inputs = new MediaInputs(props.config);
    new BusCommands(this, 'Commands', {
      ...{ rules, bus, deadLetters, media, provider, announcements, workflow, inputs },
    });
  }
}
