import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { MediaAccess, MediaBucket } from './media-bucket.ts';

export type ServiceFunctionProps = {
  /** The file under functions/, for instance `http/create-video`. */
  readonly file: string;
  readonly timeout: Duration;
  readonly memoryMegabytes?: number;
  readonly media?: { readonly bucket: MediaBucket; readonly access: MediaAccess };
};

/** `require` for the CommonJS parts of bundled libraries: ESM has none (local-platform §0). */
const requireForBundles =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** A Lambda function with the house defaults: Node 24, arm64, ESM, its own SDK copy, logs for a month. */
export class ServiceFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id, {
      entry: fileURLToPath(new URL(`../../functions/${props.file}.ts`, import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memoryMegabytes ?? 512,
      logGroup: new LogGroup(scope, `${id}Logs`, {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      bundling: {
        format: OutputFormat.ESM,
        minify: true,
        mainFields: ['module', 'main'],
        bundleAwsSDK: true,
        banner: requireForBundles,
      },
    });
    if (!props.media) return;
    const { bucket, access } = props.media;
    this.addEnvironment('MEDIA_BUCKET', bucket.bucket.bucketName);
    bucket.grant(this, access);
  }
}
