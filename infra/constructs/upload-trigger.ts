import { Duration } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { redriveSource } from '../../shared/dead-letters/redrive-event.ts';
import { toBase64Json } from '../../shared/runtime/base64-json.ts';
import type { Config } from '../config.ts';
import type { JobEventBus } from './event-bus.ts';
import { mediaAccess } from './media-access.ts';
import { TriggerFunction, type TriggerMeans } from './trigger-function.ts';

export type UploadTriggerProps = {
  readonly rules: Config['uploadRules'];
  readonly bus: JobEventBus;
  readonly means: TriggerMeans;
};

/** Objects created under `inbox/` become jobs; the redrive command sends them again over the bus of jobs. */
export class UploadTrigger extends Construct {
  constructor(scope: Construct, id: string, props: UploadTriggerProps) {
    super(scope, id);
    const runUpload = new TriggerFunction(this, 'RunUpload', {
      file: 'events/run-upload',
      timeout: Duration.seconds(120),
      access: mediaAccess.runUpload,
      means: props.means,
    });
    const targets = [new LambdaFunction(runUpload, { event: handOn(props.rules) })];
    new Rule(this, 'Created', {
      description: 'An object was put into the inbox',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [props.means.media.bucket.bucketName] },
          // results are never written here, so nothing can go round
          object: { key: [{ prefix: 'inbox/' }] },
        },
      },
      targets,
    });
    new Rule(this, 'Redriven', {
      description: 'An upload that was given up is to be tried again',
      eventBus: props.bus.for(this),
      eventPattern: { source: [redriveSource], detailType: ['Object Created'] },
      targets,
    });
  }
}

function handOn(rules: Config['uploadRules']): RuleTargetInput {
  return RuleTargetInput.fromObject({
    rules: toBase64Json(rules),
    event: {
      id: EventField.eventId,
      time: EventField.time,
      detail: EventField.fromPath('$.detail'),
    },
  });
}
