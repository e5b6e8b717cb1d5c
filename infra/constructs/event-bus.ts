import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export type JobEventBusProps = { readonly name: string };

/** The bus that jobs are announced on (api.md, Events). */
export class JobEventBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, props: JobEventBusProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', {
      eventBusName: props.name,
      description: 'What happens to jobs of qwen-media, as CloudEvents',
    });
  }

  /** Lets a function put events. */
  connect(announcer: ServiceFunction): void {
    announcer.addEnvironment('EVENT_BUS_NAME', this.bus.eventBusName);
    this.bus.grantPutEventsTo(announcer);
  }
}
