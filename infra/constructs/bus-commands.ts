import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { CommandType } from '../../shared/commands/command.ts';
import type { CommandRule } from '../trigger-rules.ts';
import type { Announcements } from './announcements.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { JobEventBus } from './event-bus.ts';
import { mediaAccess } from './media-access.ts';
import type { MediaBucket } from './media-bucket.ts';
import type { MediaInputs } from './media-inputs.ts';
import type { Provider } from './provider.ts';
import { ServiceFunction } from './service-function.ts';
import type { VideoWorkflow } from './video-workflow.ts';
import type { VisionWorkflow } from './vision-workflow.ts';

export type BusCommandsProps = {
  readonly rules: Readonly<Record<string, CommandRule>>;
  readonly bus: JobEventBus;
  readonly deadLetters: DeadLetters;
  readonly media: MediaBucket;
  readonly provider: Provider;
  readonly announcements: Announcements;
  /** The workflows of every kind of job. */
  readonly workflows: readonly [VideoWorkflow, VisionWorkflow];
  readonly inputs: MediaInputs;
};

/** Commands that come in on the bus: who may send them is the configuration's affair, one rule a row. */
export class BusCommands extends Construct {
  constructor(scope: Construct, id: string, props: BusCommandsProps) {
    super(scope, id);
    const runCommand = new ServiceFunction(this, 'RunCommand', {
      file: 'events/run-command',
      timeout: Duration.seconds(60),
      media: { bucket: props.media, access: mediaAccess.runCommand },
    });
    props.deadLetters.connect(runCommand);
    props.provider.connect(runCommand);
    props.inputs.connect(runCommand);
    for (const workflow of props.workflows) workflow.connectStarter(runCommand);
    props.announcements.connect(runCommand);
    for (const [name, rule] of Object.entries(props.rules)) {
      new Rule(this, `Rule-${name}`, {
        description: `Commands by the rule ${name} of the configuration`,
        eventBus: props.bus.bus,
        eventPattern: { source: rule.sources, detailType: CommandType.options },
        targets: [new LambdaFunction(runCommand, { event: handOn(name, rule) })],
      });
    }
  }
}

/** The event with what the configuration says of its sender: so an owner is never the sender's own claim alone. */
function handOn(rule: string, { owner, owners }: CommandRule): RuleTargetInput {
  return RuleTargetInput.fromObject({
    rule,
    allows: { owner, owners },
    event: {
      id: EventField.eventId,
      source: EventField.source,
      'detail-type': EventField.detailType,
      detail: EventField.fromPath('$.detail'),
    },
  });
}
