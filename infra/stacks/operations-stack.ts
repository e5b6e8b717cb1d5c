import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DeadLetterCount } from '../constructs/dead-letter-count.ts';
import { ServiceAlarms } from '../constructs/service-alarms.ts';
import { ServiceDashboard } from '../constructs/service-dashboard.ts';
import type { ApiStack } from './api-stack.ts';
import type { ServiceParts } from './service-parts.ts';

export type OperationsStackProps = ServiceParts & { readonly api: ApiStack };

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
