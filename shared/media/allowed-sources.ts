import * as z from 'zod';
import { ownerForm } from '../contract/api-key.ts';

const owner = z.string().regex(ownerForm, 'an owner has lower-case letters, digits, dashes');
const folder = '[^/:*?$][^:*?$]*/';
const bucket = 's3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/';

/** By owner, the prefixes of other buckets that its requests may name: `s3://bucket/prefix/`, always ending in `/`. */
export const ForeignSources = z.record(
  owner,
  z.array(
    z.string().regex(new RegExp(`^${bucket}${folder}$`), 'give s3://bucket/prefix/, no wildcards'),
  ),
);

/** The same, and prefixes of the service's own bucket: `inbox/photos/`. */
export const AllowedSources = z.record(
  owner,
  z.array(z.string().regex(new RegExp(`^(${bucket})?${folder}$`))),
);
export type AllowedSources = z.infer<typeof AllowedSources>;

/** Whether an owner's request may name an object; job records stand beside the videos and are not media. */
export function mayRead(
  allowed: AllowedSources,
  { owner, ownBucket }: { readonly owner: string; readonly ownBucket: string },
  { bucket, key }: { readonly bucket: string; readonly key: string },
): boolean {
  const isOwn = bucket === ownBucket;
  if (isOwn && key.startsWith(`uploads/${owner}/`)) return true;
  if (isOwn && key.startsWith(`videos/${owner}/`)) return key.endsWith('/video.mp4');
  const listed = Object.hasOwn(allowed, owner) ? (allowed[owner] ?? []) : [];
  const address = `s3://${bucket}/${key}`;
  return listed.some((entry) =>
    entry.startsWith('s3://') ? address.startsWith(entry) : isOwn && key.startsWith(entry),
  );
}
