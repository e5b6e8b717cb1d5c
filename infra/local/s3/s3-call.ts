import type { Readable } from 'node:stream';
import type { Bucket } from './storage/bucket.ts';
import type { Buckets } from './storage/buckets.ts';

/** A request to S3 taken apart, before anybody is trusted. */
export type S3Request = {
  readonly method: string;
  /** Path as sent, still percent-encoded, without the query. */
  readonly rawPath: string;
  /** Empty for the service itself. */
  readonly bucketName: string;
  /** Decoded; empty for the bucket itself. */
  readonly key: string;
  readonly query: URLSearchParams;
  /** Names in lower case, repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
};

/** What the hook `authorize` is asked: one IAM action of one caller on one resource. */
export type AuthorizationCall = {
  readonly accessKeyId: string;
  /** IAM action, for instance `s3:GetObject`. */
  readonly action: string;
  /** `arn:aws:s3:::bucket` or `arn:aws:s3:::bucket/key`. */
  readonly resource: string;
  /** Condition keys of the call, for instance `s3:prefix`. */
  readonly context: Readonly<Record<string, string>>;
};

/** A request whose caller is known and may do what it asks. */
export type ServiceCall = S3Request & {
  readonly buckets: Buckets;
  readonly region: string;
  readonly accessKeyId: string;
  /** Signs chunks of this caller's body; absent where nothing of the body is signed piecewise. */
  readonly chunkSignatures: ChunkSignatures | undefined;
  now(): Date;
  /** Whether this caller may; operations that touch more than their own resource ask themselves. */
  allows(action: string, resource: string, context?: AuthorizationCall['context']): boolean;
};

/** What an operation gets: the bucket is there. */
export type S3Call = ServiceCall & { readonly bucket: Bucket };

export type ChunkSignatures = {
  /** Throws `SignatureDoesNotMatch` unless this is the next chunk's signature. */
  verifyChunk(sha256: string, signature: string | undefined): void;
};

export type S3Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
};

export const bucketArn = (bucket: string) => `arn:aws:s3:::${bucket}`;
export const objectArn = (bucket: string, key: string) => `arn:aws:s3:::${bucket}/${key}`;
