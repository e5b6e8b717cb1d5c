import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { MediaBucket } from '../constructs/media-bucket.ts';
import { Provider } from '../constructs/provider.ts';
import { WebhookSecret } from '../constructs/webhook-secret.ts';

export type StorageStackProps = StackProps & { readonly config: Config };

/** What must outlive every deployment: records, uploads and videos, the provider's key, the webhooks' master secret. */
export class StorageStack extends Stack {
  readonly media: MediaBucket;
  readonly provider: Provider;
  readonly deadLetters: DeadLetters;
  readonly webhookSecret: WebhookSecret;

  constructor(scope: Construct, id: string, props: StorageStackProps) {
    super(scope, id, { terminationProtection: true, ...props });
    this.media = new MediaBucket(this, 'Media', props.config);
    this.deadLetters = new DeadLetters(this, 'DeadLetters', { key: this.media.key });
    this.provider = new Provider(this, 'Provider', props.config);
    this.webhookSecret = new WebhookSecret(this, 'WebhookSecret');
    const outputs = {
      MediaBucket: this.media.bucket.bucketName,
      DeadLetterBucket: this.deadLetters.bucket.bucketName,
      ProviderSecret: this.provider.secretArn,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
