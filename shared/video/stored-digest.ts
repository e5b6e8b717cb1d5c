import { createHash } from 'node:crypto';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../storage/object-store.ts';

/** The SHA-256 of a stored object, read through without keeping it. */
export async function digestOf(store: ObjectStore, key: string): Promise<string> {
  const found = await store.client.send(new GetObjectCommand({ Bucket: store.bucket, Key: key }));
  const hash = createHash('sha256');
  for await (const chunk of found.Body?.transformToWebStream() ?? []) hash.update(chunk);
  return hash.digest('hex');
}
