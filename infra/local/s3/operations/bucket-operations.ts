import * as z from 'zod';
import { readXmlBody } from '../body/read-xml-body.ts';
import { buildXml } from '../build-xml.ts';
import type { S3Answer, S3Call, ServiceCall } from '../s3-call.ts';
import { S3Error } from '../s3-error.ts';
import { isBucketName } from '../storage/buckets.ts';

/** CreateBucket; the body, a location, is not looked at: there is one region here. */
export async function createBucket(call: ServiceCall): Promise<S3Answer> {
  if (!isBucketName(call.bucketName)) {
    throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.');
  }
  if (call.buckets.get(call.bucketName)) {
    throw new S3Error(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
    );
  }
  await call.buckets.create(call.bucketName, call.now());
  return { status: 200, headers: { location: `/${call.bucketName}` } };
}

export async function deleteBucket(call: S3Call): Promise<S3Answer> {
  if (call.bucket.keys.length > 0) {
    throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty');
  }
  await call.buckets.delete(call.bucketName);
  return { status: 204 };
}

export async function headBucket(call: S3Call): Promise<S3Answer> {
  return { status: 200, headers: { 'x-amz-bucket-region': call.region } };
}

export async function getBucketLocation(call: S3Call): Promise<S3Answer> {
  // The oldest region has no name in this answer.
  const location = call.region === 'us-east-1' ? '' : call.region;
  const body = buildXml('LocationConstraint', { '#text': location });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

export async function listBuckets(call: ServiceCall): Promise<S3Answer> {
  const buckets = call.buckets.all().map((bucket) => ({
    Name: bucket.name,
    CreationDate: bucket.settings.createdAt,
  }));
  const body = buildXml('ListAllMyBucketsResult', { Buckets: { Bucket: buckets } });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

const CorsDocument = z.object({
  CORSConfiguration: z.object({
    CORSRule: z
      .array(
        z.object({
          AllowedOrigin: z.array(z.string()).min(1),
          AllowedMethod: z.array(z.enum(['GET', 'PUT', 'POST', 'DELETE', 'HEAD'])).min(1),
          AllowedHeader: z.array(z.string()).default([]),
          ExposeHeader: z.array(z.string()).default([]),
          MaxAgeSeconds: z.coerce.number().int().optional(),
        }),
      )
      .min(1),
  }),
});

export async function putBucketCors(call: S3Call): Promise<S3Answer> {
  const { CORSConfiguration: configuration } = await readXmlBody(call, CorsDocument);
  await call.bucket.setCorsRules(
    configuration.CORSRule.map((rule) => ({
      allowedOrigins: rule.AllowedOrigin,
      allowedMethods: rule.AllowedMethod,
      allowedHeaders: rule.AllowedHeader,
      exposedHeaders: rule.ExposeHeader,
      maxAgeSeconds: rule.MaxAgeSeconds,
    })),
  );
  return { status: 200 };
}

export async function getBucketCors(call: S3Call): Promise<S3Answer> {
  const { corsRules } = call.bucket.settings;
  if (corsRules.length === 0) {
    throw new S3Error('NoSuchCORSConfiguration', 'The CORS configuration does not exist');
  }
  const body = buildXml('CORSConfiguration', {
    CORSRule: corsRules.map((rule) => ({
      AllowedOrigin: rule.allowedOrigins,
      AllowedMethod: rule.allowedMethods,
      AllowedHeader: rule.allowedHeaders,
      ExposeHeader: rule.exposedHeaders,
      ...(rule.maxAgeSeconds === undefined ? {} : { MaxAgeSeconds: rule.maxAgeSeconds }),
    })),
  });
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

export async function deleteBucketCors(call: S3Call): Promise<S3Answer> {
  await call.bucket.setCorsRules([]);
  return { status: 204 };
}
