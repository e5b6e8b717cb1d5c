import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';

/** Has a bucket tell EventBridge of its objects; `eventBridgeEnabled` would drag in a custom resource (design.md §9). */
export function tellEventBridge(bucket: Bucket): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = {
    eventBridgeConfiguration: { eventBridgeEnabled: true },
  };
}
