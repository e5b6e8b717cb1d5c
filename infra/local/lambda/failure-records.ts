import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { FunctionDefinition } from '../assembly/functions.ts';
import type { InvocationRecord } from './asynchronous-invocations.ts';

const bucketArn = /^arn:aws:s3:::(.+)$/;

/**
 * Puts the record of a failed event into the bucket that the template names, under Lambda's own fixed name and with
 * the function's own rights.
 */
export async function keepFailureRecord(
  client: Pick<S3ClientConfig, 'endpoint' | 'region' | 'credentials'>,
  { name, asynchronous }: FunctionDefinition,
  record: InvocationRecord,
): Promise<void> {
  const [, bucket] = bucketArn.exec(asynchronous.onFailureArn ?? '') ?? [];
  if (!bucket) throw new Error(`only buckets are served here: ${asynchronous.onFailureArn}`);
  const s3 = new S3Client(client);
  const { timestamp } = record;
  const day = timestamp.slice(0, 10).replaceAll('-', '/');
  const second = timestamp.slice(0, 19).replaceAll(':', '.');
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: `aws/lambda/async/${name}/${day}/${second}-${randomUUID()}`,
        Body: JSON.stringify(record),
        ContentType: 'application/json',
      }),
    );
  } finally {
    s3.destroy();
  }
}
