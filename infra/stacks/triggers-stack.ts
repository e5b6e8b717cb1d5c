import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { BusCommands } from '../constructs/bus-commands.ts';
import { MediaInputs } from '../constructs/media-inputs.ts';
import { UploadTrigger } from '../constructs/upload-trigger.ts';
import type { ServiceParts } from './service-parts.ts';

/** What begins work without a call: commands on the bus, uploads into the inbox. */
export class TriggersStack extends Stack {
  constructor(scope: Construct, id: string, props: ServiceParts) {
    super(scope, id, props);
    const { media, provider, deadLetters } = props.storage;
    const { announcements, bus } = props.events;
    const workflows = [props.video.workflow, props.vision.workflow] as const;
    const { commandRules, uploadRules } = props.config;
    const inputs = new MediaInputs(props.config);
    const means = { deadLetters, media, provider, announcements, workflows, inputs };
    const commands = new BusCommands(this, 'Commands', { rules: commandRules, bus, means });
    new CfnOutput(this, 'RedrivenCommandsRule', {
      value: commands.redriven.ruleArn,
      description: 'Hears the dead letters of commands that npm run redrive sends again',
    });
    new UploadTrigger(this, 'Uploads', { rules: uploadRules, bus, means });
  }
}
