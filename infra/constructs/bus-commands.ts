import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { CommandType } from '../../shared/commands/command.ts';
import { redrivenCommandType, redriveSource } from '../../shared/dead-letters/redrive-event.ts';
import { toBase64Json } from '../../shared/runtime/base64-json.ts';
import type { CommandRule } from '../trigger-rules.ts';
import type { JobEventBus } from './event-bus.ts';
import { mediaAccess } from './media-access.ts';
import { TriggerFunction, type TriggerMeans } from './trigger-function.ts';

export type BusCommandsProps = {
  readonly rules: Readonly<Record<string, CommandRule>>;
  readonly bus: JobEventBus;
  readonly means: TriggerMeans;
};

/**
 * Commands that come in on the bus: who may send them is the configuration's affair, one rule a row. What the redrive
 * command sends again comes by a rule that always stands, so that it is heard even when its own rule is gone.
 */
export class BusCommands extends Construct {
  /** Hears the dead letters of commands that are tried again. */
  readonly redriven: Rule;

  constructor(scope: Construct, id: string, props: BusCommandsProps) {
    super(scope, id);
    const runCommand = new TriggerFunction(this, 'RunCommand', {
      file: 'events/run-command',
      timeout: Duration.seconds(60),
      access: mediaAccess.runCommand,
      means: props.means,
    });
    const eventBus = props.bus.for(this);
    this.redriven = new Rule(this, 'Redriven', {
      description: 'A command that was given up is to be tried again',
      eventBus,
      eventPattern: { source: [redriveSource], detailType: [redrivenCommandType] },
      targets: [new LambdaFunction(runCommand, { event: handOnAgain(props.rules) })],
    });
    for (const [name, rule] of Object.entries(props.rules)) {
      new Rule(this, `Rule-${name}`, {
        description: `Commands by the rule ${name} of the configuration`,
        eventBus,
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
      time: EventField.time,
      source: EventField.source,
      'detail-type': EventField.detailType,
      detail: EventField.fromPath('$.detail'),
    },
  });
}

/** With the rules as they are now. */
function handOnAgain(rules: BusCommandsProps['rules']): RuleTargetInput {
  return RuleTargetInput.fromObject({
    rules: toBase64Json(rules),
    event: { id: EventField.eventId, detail: EventField.fromPath('$.detail') },
  });
}
