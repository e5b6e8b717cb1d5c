import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import { DeadLetters } from '../constructs/dead-letters.ts';
import { MediaBucket } from '../constructs/media-bucket.ts';
import { Provider } from '../constructs/provider.ts';

export type StorageStackProps = StackProps & { readonly config: Config };

/** What must outlive every deployment: records, uploads and videos, and the provider's key. */
export class StorageStack extends Stack {
  readonly media: MediaBucket;
  readonly provider: Provider;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, props: StorageStackProps) {
    super(scope, id, { terminationProtection: true, ...props });
    this.media = new MediaBucket(this, 'Media', props.config);
    this.deadLetters = new DeadLetters(this, 'DeadLetters', { key: this.media.key });
    this.provider = new Provider(this, 'Provider', props.config);
    new CfnOutput(this, 'ProviderSecret', { value: this.provider.secretArn });
  }
}
