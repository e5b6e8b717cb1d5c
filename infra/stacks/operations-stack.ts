import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { DeadLetterCount } from '../constructs/dead-letter-count.ts';
import { ServiceAlarms } from '../constructs/service-alarms.ts';
import { ServiceDashboard } from '../constructs/service-dashboard.ts';
import type { ApiStack } from './api-stack.ts';
import type { EventsStack } from './events-stack.ts';
import type { StorageStack } from './storage-stack.ts';
import type { VideoStack } from './video-stack.ts';
import type { VisionStack } from './vision-stack.ts';

export type OperationsStackProps = StackProps & {
  readonly config: Config;
  readonly storage: StorageStack;
  readonly events: EventsStack;
  readonly video: VideoStack;
  readonly vision: VisionStack;
  readonly api: ApiStack;
};

/** What an operator looks at, and what calls one. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, props: OperationsStackProps) {
    super(scope, id, props);
    const { config, storage, events, video, vision, api } = props;
    const { publicApi } = api;
    const machines = [video.workflow.machine, vision.workflow.machine, events.delivery.machine];
    const { media, deadLetters } = storage;
    new DeadLetterCount(this, 'Letters', { media, deadLetters });
    const watched = { config, publicApi, machines };
    const alarms = new ServiceAlarms(this, 'Alarms', watched);
    new ServiceDashboard(this, 'Overview', { stage: config.stage, publicApi, alarms });
  }
}
