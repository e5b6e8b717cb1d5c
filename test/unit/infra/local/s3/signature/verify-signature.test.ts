import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { S3Request } from '../../../../../../infra/local/s3/s3-call.ts';
import { verifySignature } from '../../../../../../infra/local/s3/signature/verify-signature.ts';

// The key, the requests and the signatures are those of AWS' own examples for Signature Version 4 with S3:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const scope = `${accessKeyId}/20130524/us-east-1/s3/aws4_request`;

const request = (parts: Partial<S3Request> = {}): S3Request => ({
  method: 'GET',
  rawPath: '/test.txt',
  bucketName: 'examplebucket',
  key: 'test.txt',
  query: new URLSearchParams(),
  headers: {},
  body: Readable.from([]),
  ...parts,
});

const verify = (signed: S3Request, now = '2013-05-24T00:00:00Z') =>
  verifySignature(signed, {
    region: 'us-east-1',
    now: () => new Date(now),
    secretOf: (id) => (id === accessKeyId ? secret : undefined),
  });

const authorization = (signedHeaders: string, signature: string) =>
  `AWS4-HMAC-SHA256 Credential=${scope},SignedHeaders=${signedHeaders},Signature=${signature}`;

const getHeaders = {
  host: 'examplebucket.s3.amazonaws.com',
  range: 'bytes=0-9',
  'x-amz-content-sha256': emptyHash,
  'x-amz-date': '20130524T000000Z',
  authorization: authorization(
    'host;range;x-amz-content-sha256;x-amz-date',
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ),
};

const listHeaders = {
  host: 'examplebucket.s3.amazonaws.com',
  'x-amz-content-sha256': emptyHash,
  'x-amz-date': '20130524T000000Z',
  authorization: authorization(
    'host;x-amz-content-sha256;x-amz-date',
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ),
};

const presignedQuery = {
  'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
  'X-Amz-Credential': scope,
  'X-Amz-Date': '20130524T000000Z',
  'X-Amz-Expires': '86400',
  'X-Amz-SignedHeaders': 'host',
  'X-Amz-Signature': 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
};

const presigned = (change: Readonly<Record<string, string>> = {}) =>
  request({
    headers: { host: 'examplebucket.s3.amazonaws.com' },
    query: new URLSearchParams({ ...presignedQuery, ...change }),
  });

describe('verifySignature', () => {
  it('accepts the header, query and list examples of AWS', () => {
    expect(verify(request({ headers: getHeaders })).accessKeyId).toBe(accessKeyId);
    const query = new URLSearchParams('max-keys=2&prefix=J');
    expect(verify(request({ rawPath: '/', query, headers: listHeaders })).accessKeyId).toBe(
      accessKeyId,
    );
    expect(verify(presigned()).accessKeyId).toBe(accessKeyId);
  });

  it.each<[string, S3Request, string]>([
    ['no signature', request(), 'AccessDenied'],
    ['another method', request({ headers: getHeaders, method: 'DELETE' }), 'SignatureDoesNotMatch'],
    ['another path', request({ headers: getHeaders, rawPath: '/x' }), 'SignatureDoesNotMatch'],
    [
      'another parameter',
      request({ headers: getHeaders, query: new URLSearchParams('versionId=1') }),
      'SignatureDoesNotMatch',
    ],
    [
      'a changed signed header',
      request({ headers: { ...getHeaders, range: 'bytes=0-99' } }),
      'SignatureDoesNotMatch',
    ],
    [
      'an x-amz header that is not signed',
      request({ headers: { ...getHeaders, 'x-amz-acl': 'public-read' } }),
      'AccessDenied',
    ],
    [
      'another scheme',
      request({ headers: { authorization: `AWS ${accessKeyId}:abc` } }),
      'AuthorizationHeaderMalformed',
    ],
    [
      'a scope of another service',
      presigned({ 'X-Amz-Credential': scope.replace('/s3/', '/sqs/') }),
      'AuthorizationQueryParametersError',
    ],
    [
      'another region',
      presigned({ 'X-Amz-Credential': scope.replace('us-east-1', 'eu-west-1') }),
      'AuthorizationHeaderMalformed',
    ],
    [
      'a key nobody has',
      presigned({ 'X-Amz-Credential': scope.replace(accessKeyId, 'NOBODY') }),
      'InvalidAccessKeyId',
    ],
    ['a longer life', presigned({ 'X-Amz-Expires': '86401' }), 'SignatureDoesNotMatch'],
    [
      'more than a week',
      presigned({ 'X-Amz-Expires': '604801' }),
      'AuthorizationQueryParametersError',
    ],
    ['a date that is none', presigned({ 'X-Amz-Date': 'yesterday' }), 'AccessDenied'],
    ['a date of another day', presigned({ 'X-Amz-Date': '20130525T000000Z' }), 'AccessDenied'],
  ])('refuses %s', (_name, signed, code) => {
    expect(() => verify(signed)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['2013-05-24T23:59:59Z', undefined],
    ['2013-05-25T00:00:00Z', undefined],
    ['2013-05-25T00:00:01Z', 'Request has expired'],
    ['2013-05-23T23:46:00Z', undefined],
    ['2013-05-23T23:44:00Z', 'Request is not yet valid'],
  ])('judges a presigned URL at %s: %s', (now, refusal) => {
    const attempt = () => verify(presigned(), now);
    if (refusal) expect(attempt).toThrow(refusal);
    else expect(attempt().accessKeyId).toBe(accessKeyId);
  });

  it.each([
    ['2013-05-24T00:15:00Z', false],
    ['2013-05-24T00:15:01Z', true],
    ['2013-05-23T23:44:59Z', true],
  ])('judges the skew of a signed header at %s: refused %s', (now, refused) => {
    const attempt = () => verify(request({ headers: getHeaders }), now);
    if (refused) expect(attempt).toThrow(expect.objectContaining({ code: 'RequestTimeTooSkewed' }));
    else expect(attempt().accessKeyId).toBe(accessKeyId);
  });
});
