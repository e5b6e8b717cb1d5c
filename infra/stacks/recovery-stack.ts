import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ExecutionRecovery } from '../constructs/execution-recovery.ts';
import type { EventsStack } from './events-stack.ts';
import type { StorageStack } from './storage-stack.ts';
import type { VideoStack } from './video-stack.ts';
import type { VisionStack } from './vision-stack.ts';

export type RecoveryStackProps = StackProps & {
  readonly storage: StorageStack;
  readonly events: EventsStack;
  readonly video: VideoStack;
  readonly vision: VisionStack;
};

/** Looks after jobs of every kind whose work died. */
export class RecoveryStack extends Stack {
  constructor(scope: Construct, id: string, props: RecoveryStackProps) {
    super(scope, id, props);
    const { media, provider, deadLetters } = props.storage;
    const { announcements } = props.events;
    const workflows = [props.video.workflow, props.vision.workflow] as const;
    const means = { media, announcements, provider, deadLetters, workflows };
    new ExecutionRecovery(this, 'Jobs', means);
  }
}
