import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Config } from '../config.ts';
import type { ServiceFunction } from './service-function.ts';

export type MediaInputsProps = Pick<Config, 'mediaDelivery' | 'allowedSources'>;

/** How callers' media reaches the provider, and whose buckets it may come from. */
export class MediaInputs {
  readonly #props: MediaInputsProps;

  constructor(props: MediaInputsProps) {
    this.#props = props;
  }

  /** Lets a function bring callers' media to the provider. */
  connect(taker: ServiceFunction): void {
    const { mediaDelivery, allowedSources } = this.#props;
    taker.addEnvironment('MEDIA_DELIVERY', mediaDelivery);
    const prefixes = new Set(Object.values(allowedSources).flat());
    if (prefixes.size === 0) return;
    taker.addEnvironment('ALLOWED_SOURCES', JSON.stringify(allowedSources));
    const resources = [...prefixes].map((prefix) => arnOf(taker, prefix));
    taker.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources }));
  }
}

/** Everything under `s3://bucket/prefix/`. */
function arnOf(scope: ServiceFunction, prefix: string): string {
  const [, bucket = '', folder = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(prefix) ?? [];
  const none = { region: '', account: '', arnFormat: ArnFormat.SLASH_RESOURCE_NAME };
  return Stack.of(scope).formatArn({
    ...none,
    service: 's3',
    resource: bucket,
    resourceName: `${folder}*`,
  });
}
