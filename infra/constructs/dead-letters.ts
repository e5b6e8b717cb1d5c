import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IDestination } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { letterDays } from '../../shared/dead-letters/dead-letter.ts';
import { tellEventBridge } from './bucket-events.ts';
import type { ServiceFunction } from './service-function.ts';

/** Lambda's own number of further attempts; they come one and two minutes later. */
const retryAttempts = 2;

/**
 * Where Lambda leaves events that it could not get handled, under `aws/lambda/async/{function}/`. It asks that the
 * function may write and list the whole bucket, so this is not the bucket of videos.
 */
export class DeadLetters extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { key }: { readonly key: IKey | undefined }) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      ...(key
        ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ id: 'forget-dead-letters', expiration: Duration.days(letterDays) }],
    });
    tellEventBridge(this.bucket);
  }

  /** Has a function's events tried again and kept when nothing helped. */
  connect(handler: ServiceFunction): void {
    handler.configureAsyncInvoke({ retryAttempts, onFailure: this.#destination(handler) });
  }

  #destination(handler: ServiceFunction): IDestination {
    const { bucketArn } = this.bucket;
    const allow = (action: string, resource: string) =>
      handler.addToRolePolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
    return {
      bind: () => {
        allow('s3:PutObject', this.bucket.arnForObjects('*'));
        allow('s3:ListBucket', bucketArn);
        return { destination: bucketArn };
      },
    };
  }
}
