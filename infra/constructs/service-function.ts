import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { modelSettingsKey } from '../model-settings.ts';
import { functionCode } from './bundling/function-code.ts';
import type { MediaAccess, MediaBucket } from './media-bucket.ts';

export type ServiceFunctionProps = {
  /** The file under functions/, for instance `http/create-video`. */
  readonly file: string;
  readonly timeout: Duration;
  readonly memoryMegabytes?: number;
  readonly media?: { readonly bucket: MediaBucket; readonly access: MediaAccess };
};

/** The settings that every function is bundled with, because an environment holds 4 KB at most (aws-facts). */
function modelSettingsFiles({ node }: Construct): string[] {
  const file: string | undefined = node.tryGetContext(modelSettingsKey);
  return file === undefined ? [] : [file];
}

/** A Lambda function with the house defaults: Node 24, arm64, ESM, its own SDK copy, logs for a month. */
export class ServiceFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id, {
      code: functionCode(props.file, modelSettingsFiles(scope)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memoryMegabytes ?? 512,
      tracing: Tracing.ACTIVE,
      logGroup: new LogGroup(scope, `${id}Logs`, {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    if (!props.media) return;
    const { bucket, access } = props.media;
    this.addEnvironment('MEDIA_BUCKET', bucket.bucket.bucketName);
    bucket.grant(this, access);
  }
}
