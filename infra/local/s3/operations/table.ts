import type { S3Answer, S3Call, ServiceCall } from '../s3-call.ts';
import * as buckets from './bucket-operations.ts';
import { completeMultipartUpload } from './complete-multipart-upload.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject, deleteObjects } from './delete-object.ts';
import { getObject } from './get-object.ts';
import { listObjects } from './list-objects.ts';
import { listMultipartUploads, listParts } from './list-uploads.ts';
import * as multipart from './multipart-upload.ts';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './object-tags.ts';
import { putObject } from './put-object.ts';

export type Operation = {
  readonly name: string;
  readonly method: string;
  readonly on: 'service' | 'bucket' | 'object';
  /** The query parameter that names a subresource. */
  readonly subresource?: string;
  /** Told from its sister by the header `x-amz-copy-source`. */
  readonly isCopy?: true;
  /** IAM action on the call's own resource; absent where each key is asked for by itself. */
  readonly action?: string;
  /** Actions that a header demands besides. */
  readonly headerActions?: Readonly<Record<string, string>>;
} & (OnBucket | OnService);

type OnBucket = {
  readonly needsNoBucket?: never;
  readonly handle: (call: S3Call) => Promise<S3Answer>;
};
type OnService = {
  readonly needsNoBucket: true;
  readonly handle: (call: ServiceCall) => Promise<S3Answer>;
};

const conditionalWrite = { 'if-match': 's3:GetObject' };
const write = { ...conditionalWrite, 'x-amz-tagging': 's3:PutObjectTagging' };

const put = 's3:PutObject';
const get = 's3:GetObject';

/** Every supported operation with its IAM action; whatever has no row here is 501 NotImplemented. */
export const operations: readonly Operation[] = [
  {
    name: 'ListBuckets',
    method: 'GET',
    on: 'service',
    needsNoBucket: true,
    action: 's3:ListAllMyBuckets',
    handle: buckets.listBuckets,
  },

  {
    name: 'CreateBucket',
    method: 'PUT',
    on: 'bucket',
    needsNoBucket: true,
    action: 's3:CreateBucket',
    handle: buckets.createBucket,
  },
  {
    name: 'DeleteBucket',
    method: 'DELETE',
    on: 'bucket',
    action: 's3:DeleteBucket',
    handle: buckets.deleteBucket,
  },
  {
    name: 'HeadBucket',
    method: 'HEAD',
    on: 'bucket',
    action: 's3:ListBucket',
    handle: buckets.headBucket,
  },
  {
    name: 'GetBucketLocation',
    method: 'GET',
    on: 'bucket',
    subresource: 'location',
    action: 's3:GetBucketLocation',
    handle: buckets.getBucketLocation,
  },
  {
    name: 'PutBucketCors',
    method: 'PUT',
    on: 'bucket',
    subresource: 'cors',
    action: 's3:PutBucketCORS',
    handle: buckets.putBucketCors,
  },
  {
    name: 'GetBucketCors',
    method: 'GET',
    on: 'bucket',
    subresource: 'cors',
    action: 's3:GetBucketCORS',
    handle: buckets.getBucketCors,
  },
  {
    name: 'DeleteBucketCors',
    method: 'DELETE',
    on: 'bucket',
    subresource: 'cors',
    action: 's3:PutBucketCORS',
    handle: buckets.deleteBucketCors,
  },
  {
    name: 'ListObjectsV2',
    method: 'GET',
    on: 'bucket',
    subresource: 'list-type',
    action: 's3:ListBucket',
    handle: listObjects,
  },
  {
    name: 'ListMultipartUploads',
    method: 'GET',
    on: 'bucket',
    subresource: 'uploads',
    action: 's3:ListBucketMultipartUploads',
    handle: listMultipartUploads,
  },
  {
    name: 'DeleteObjects',
    method: 'POST',
    on: 'bucket',
    subresource: 'delete',
    handle: deleteObjects,
  },

  { name: 'GetObject', method: 'GET', on: 'object', action: get, handle: getObject },
  { name: 'HeadObject', method: 'HEAD', on: 'object', action: get, handle: getObject },
  {
    name: 'PutObject',
    method: 'PUT',
    on: 'object',
    action: put,
    headerActions: write,
    handle: putObject,
  },
  {
    name: 'CopyObject',
    method: 'PUT',
    on: 'object',
    isCopy: true,
    action: put,
    headerActions: write,
    handle: copyObject,
  },
  {
    name: 'DeleteObject',
    method: 'DELETE',
    on: 'object',
    action: 's3:DeleteObject',
    headerActions: conditionalWrite,
    handle: deleteObject,
  },

  {
    name: 'GetObjectTagging',
    method: 'GET',
    on: 'object',
    subresource: 'tagging',
    action: 's3:GetObjectTagging',
    handle: getObjectTagging,
  },
  {
    name: 'PutObjectTagging',
    method: 'PUT',
    on: 'object',
    subresource: 'tagging',
    action: 's3:PutObjectTagging',
    handle: putObjectTagging,
  },
  {
    name: 'DeleteObjectTagging',
    method: 'DELETE',
    on: 'object',
    subresource: 'tagging',
    action: 's3:DeleteObjectTagging',
    handle: deleteObjectTagging,
  },

  {
    name: 'CreateMultipartUpload',
    method: 'POST',
    on: 'object',
    subresource: 'uploads',
    action: put,
    headerActions: write,
    handle: multipart.createMultipartUpload,
  },
  {
    name: 'UploadPart',
    method: 'PUT',
    on: 'object',
    subresource: 'uploadId',
    action: put,
    handle: multipart.uploadPart,
  },
  {
    name: 'UploadPartCopy',
    method: 'PUT',
    on: 'object',
    subresource: 'uploadId',
    isCopy: true,
    action: put,
    handle: multipart.uploadPartCopy,
  },
  {
    name: 'CompleteMultipartUpload',
    method: 'POST',
    on: 'object',
    subresource: 'uploadId',
    action: put,
    headerActions: conditionalWrite,
    handle: completeMultipartUpload,
  },
  {
    name: 'AbortMultipartUpload',
    method: 'DELETE',
    on: 'object',
    subresource: 'uploadId',
    action: 's3:AbortMultipartUpload',
    handle: multipart.abortMultipartUpload,
  },
  {
    name: 'ListParts',
    method: 'GET',
    on: 'object',
    subresource: 'uploadId',
    action: 's3:ListMultipartUploadParts',
    handle: listParts,
  },
];
