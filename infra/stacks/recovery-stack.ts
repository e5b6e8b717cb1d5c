import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ExecutionRecovery } from '../constructs/execution-recovery.ts';
import type { ServiceParts } from './service-parts.ts';

/** Looks after jobs of every kind whose work died. */
export class RecoveryStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceParts) {
    super(scope, id, props);
    const { media, provider, deadLetters } = props.storage;
    const { announcements } = props.events;
    const workflows = [props.video.workflow, props.vision.workflow] as const;
    const means = { media, announcements, provider, deadLetters, workflows };
    new ExecutionRecovery(this, 'Jobs', means);
  }
}
