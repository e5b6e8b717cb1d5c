import type { S3Request } from '../s3-call.ts';
import { notImplemented } from '../s3-error.ts';
import { type Operation, operations } from './table.ts';

/** Query parameters that make a request a different operation, supported here or not. */
const subresources = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'list-type',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'renameObject',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'session',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
];

/** The operation that a request asks for. Throws `NotImplemented` for every other one S3 has. */
export function findOperation(request: S3Request): Operation {
  const subresource = subresources.find((name) => request.query.has(name));
  const level = levelOf(request);
  const isCopy = request.headers['x-amz-copy-source'] !== undefined;
  const found = operations.find(
    (operation) =>
      operation.method === request.method &&
      operation.on === level &&
      operation.subresource === subresource &&
      (operation.isCopy ?? false) === isCopy,
  );
  if (found) return found;
  throw notImplemented(
    `${request.method} on a ${level}${subresource ? ` with ?${subresource}` : ''}`,
  );
}

function levelOf(request: S3Request): Operation['on'] {
  if (request.key !== '') return 'object';
  return request.bucketName !== '' ? 'bucket' : 'service';
}
