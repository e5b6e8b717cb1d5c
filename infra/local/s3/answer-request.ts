import { answerPreflight, corsHeaders } from './cors.ts';
import { findOperation } from './operations/find-operation.ts';
import { checkKeyLength } from './operations/store-object.ts';
import type { Operation } from './operations/table.ts';
import { isFormUpload, postObject } from './post/post-object.ts';
import {
  bucketArn,
  objectArn,
  type S3Answer,
  type S3Request,
  type ServiceCall,
} from './s3-call.ts';
import { accessDenied, S3Error } from './s3-error.ts';
import type { S3World } from './s3-world.ts';
import { verifySignature } from './signature/verify-signature.ts';
import type { Bucket } from './storage/bucket.ts';

/** Answers one request: who, what, may they, is it there, do it. Refusals are thrown as `S3Error`. */
export async function answerRequest(request: S3Request, world: S3World): Promise<S3Answer> {
  if (request.method === 'OPTIONS') {
    return answerPreflight(requireBucket(request, world).settings.corsRules, request);
  }
  checkKeyLength(request.key);
  if (isFormUpload(request)) return postObject(request, requireBucket(request, world), world);
  const caller = verifySignature(request, world);
  const effective = withHoistedHeaders(request);
  const operation = findOperation(effective);
  const call = createCall(effective, caller, world);
  authorize(operation, call);
  if (operation.needsNoBucket) return operation.handle(call);
  return operation.handle({ ...call, bucket: requireBucket(request, world) });
}

/** The headers that let the page which sent this request read its answer, refusals included. */
export function readableBy(request: S3Request, world: S3World): Record<string, string> {
  const rules = world.buckets.get(request.bucketName)?.settings.corsRules ?? [];
  return corsHeaders(rules, request);
}

function createCall(
  request: S3Request,
  caller: Pick<ServiceCall, 'accessKeyId' | 'chunkSignatures'>,
  world: S3World,
): ServiceCall {
  const { buckets, region, now } = world;
  const { accessKeyId } = caller;
  const given = conditionKeys(request.query);
  const allows: ServiceCall['allows'] = (action, resource, context = given) =>
    world.authorize({ accessKeyId, action, resource, context });
  return { ...request, ...caller, buckets, region, now, allows };
}

function authorize(operation: Operation, call: ServiceCall): void {
  const resource = resourceOf(operation, call);
  const byHeader = Object.entries(operation.headerActions ?? {})
    .filter(([header]) => call.headers[header] !== undefined)
    .map(([, action]) => action);
  const actions = operation.action ? [operation.action, ...byHeader] : byHeader;
  if (!actions.every((action) => call.allows(action, resource))) throw accessDenied();
}

function resourceOf(operation: Operation, call: ServiceCall): string {
  if (operation.on === 'service') return '*';
  return operation.on === 'bucket'
    ? bucketArn(call.bucketName)
    : objectArn(call.bucketName, call.key);
}

function requireBucket(request: S3Request, world: S3World): Bucket {
  const bucket = world.buckets.get(request.bucketName);
  if (bucket) return bucket;
  throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', {
    BucketName: request.bucketName,
  });
}

/**
 * Presigners move `x-amz-*` headers into the query; the operation sees them as headers again. Not so checksums:
 * the SDK signs that of an empty body into the URL, and S3 ignores it there.
 */
function withHoistedHeaders(request: S3Request): S3Request {
  const hoisted = [...request.query]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-amz-') && !name.includes('checksum'));
  return { ...request, headers: { ...Object.fromEntries(hoisted), ...request.headers } };
}

const conditionParameters = ['prefix', 'delimiter', 'max-keys'];

function conditionKeys(query: URLSearchParams): Record<string, string> {
  const given = conditionParameters.filter((name) => query.has(name));
  return Object.fromEntries(given.map((name) => [`s3:${name}`, query.get(name) ?? '']));
}
