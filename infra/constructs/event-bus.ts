import { Stack } from 'aws-cdk-lib';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export type JobEventBusProps = { readonly name: string };

/**
 * The bus that jobs are announced on (api.md, Events). Other stacks know it by its name, not by a reference: so a new
 * name changes their templates too, and they are deployed with it.
 */
export class JobEventBus extends Construct {
  readonly #name: string;

  constructor(scope: Construct, id: string, { name }: JobEventBusProps) {
    super(scope, id);
    this.#name = name;
    new EventBus(this, 'Bus', {
      eventBusName: name,
      description: 'What happens to jobs of qwen-media, as CloudEvents',
    });
  }

  /** The bus, for rules of another construct. */
  for(scope: Construct): IEventBus {
    scope.node.addDependency(this);
    return EventBus.fromEventBusName(scope, 'Bus', this.#name);
  }

  /** Lets a function put events. */
  connect(announcer: ServiceFunction): void {
    announcer.node.addDependency(this);
    announcer.addEnvironment('EVENT_BUS_NAME', this.#name);
    const arn = { service: 'events', resource: 'event-bus', resourceName: this.#name };
    const puts = { actions: ['events:PutEvents'], resources: [Stack.of(announcer).formatArn(arn)] };
    announcer.addToRolePolicy(new PolicyStatement(puts));
  }
}
