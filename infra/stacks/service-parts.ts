import type { StackProps } from 'aws-cdk-lib';
import type { Config } from '../config.ts';
import type { EventsStack } from './events-stack.ts';
import type { StorageStack } from './storage-stack.ts';
import type { VideoStack } from './video-stack.ts';
import type { VisionStack } from './vision-stack.ts';

/** What the stacks that put the service together are made from. */
export type ServiceParts = StackProps & {
  readonly config: Config;
  readonly storage: StorageStack;
  readonly events: EventsStack;
  readonly video: VideoStack;
  readonly vision: VisionStack;
};
