import * as aws from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import type { AuthorizationCall } from '../../infra/local/s3/s3-call.ts';
import { Bucket, credentials, startTestS3 } from './s3-fixture.ts';

const asked: AuthorizationCall[] = [];
const s3 = await startTestS3({
  authorize: (call) => {
    asked.push(call);
    return false;
  },
});
afterAll(s3.close);

const object = { Bucket, Key: 'dir/a b' };
const upload = { ...object, UploadId: 'x' };
const part = { ...upload, PartNumber: 1 };
const CopySource = `${Bucket}/source`;

type Send = () => Promise<unknown>;

const rows: [string, string, Send][] = [
  ['s3:GetObject', 'GetObject', () => s3.client.send(new aws.GetObjectCommand(object))],
  [
    's3:PutObject',
    'PutObject',
    () => s3.client.send(new aws.PutObjectCommand({ ...object, Body: 'x' })),
  ],
  [
    's3:PutObject',
    'CopyObject',
    () => s3.client.send(new aws.CopyObjectCommand({ ...object, CopySource })),
  ],
  ['s3:DeleteObject', 'DeleteObject', () => s3.client.send(new aws.DeleteObjectCommand(object))],
  [
    's3:GetObjectTagging',
    'GetObjectTagging',
    () => s3.client.send(new aws.GetObjectTaggingCommand(object)),
  ],
  [
    's3:PutObject',
    'CreateMultipartUpload',
    () => s3.client.send(new aws.CreateMultipartUploadCommand(object)),
  ],
  [
    's3:PutObject',
    'UploadPart',
    () => s3.client.send(new aws.UploadPartCommand({ ...part, Body: 'x' })),
  ],
  [
    's3:PutObject',
    'CompleteMultipartUpload',
    () => s3.client.send(new aws.CompleteMultipartUploadCommand(upload)),
  ],
  [
    's3:AbortMultipartUpload',
    'AbortMultipartUpload',
    () => s3.client.send(new aws.AbortMultipartUploadCommand(upload)),
  ],
  [
    's3:ListMultipartUploadParts',
    'ListParts',
    () => s3.client.send(new aws.ListPartsCommand(upload)),
  ],
];

describe('permissions', () => {
  it.each(rows)('are asked for as %s on the object by %s', async (action, _name, send) => {
    asked.length = 0;
    await expect(send()).rejects.toMatchObject({ name: 'AccessDenied' });
    const { accessKeyId } = credentials;
    const resource = 'arn:aws:s3:::media/dir/a b';
    expect(asked).toEqual([{ accessKeyId, action, resource, context: {} }]);
  });

  it('to list are asked for on the bucket, with what is listed', async () => {
    asked.length = 0;
    const list = new aws.ListObjectsV2Command({
      Bucket,
      Prefix: 'jobs/',
      Delimiter: '/',
      MaxKeys: 5,
    });
    await expect(s3.client.send(list)).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(asked).toMatchObject([
      {
        action: 's3:ListBucket',
        resource: 'arn:aws:s3:::media',
        context: { 's3:prefix': 'jobs/', 's3:delimiter': '/', 's3:max-keys': '5' },
      },
    ]);
  });
});

describe('a limited caller', () => {
  it.each([
    ['If-Match on a write', 's3:GetObject', { IfMatch: '"x"' }],
    ['tags on a write', 's3:PutObjectTagging', { Tagging: 'a=1' }],
  ])('needs more for %s', async (_name, missing, more) => {
    const limited = await startTestS3({ authorize: ({ action }) => action !== missing });
    await limited.put('plain', 'x');
    await expect(limited.put('plain', 'x', more)).rejects.toMatchObject({ name: 'AccessDenied' });
    await limited.close();
  });

  it.each([
    ['read the source’s', { missing: 's3:GetObjectTagging', at: '/tagged' }],
    ['write the copy’s', { missing: 's3:PutObjectTagging', at: '/copy' }],
  ])('copies tags only where it may %s', async (_, { missing, at }) => {
    const limited = await startTestS3({
      authorize: ({ action, resource }) => action !== missing || !resource.endsWith(at),
    });
    await limited.put('tagged', 'x', { Tagging: 'a=1' });
    await limited.put('plain', 'x');
    const copy = (source: string, TaggingDirective?: aws.TaggingDirective) =>
      limited.client.send(
        new aws.CopyObjectCommand({
          ...{ Bucket, Key: 'copy', CopySource: `${Bucket}/${source}`, TaggingDirective },
        }),
      );
    await expect(copy('tagged')).rejects.toMatchObject({ name: 'AccessDenied' });
    await copy('tagged', 'REPLACE');
    await copy('plain');
    await limited.close();
  });

  it('copies only what it may read', async () => {
    const limited = await startTestS3({
      authorize: ({ resource }) => !resource.endsWith('/secret'),
    });
    const copy = new aws.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/secret` });
    await expect(limited.client.send(copy)).rejects.toMatchObject({ name: 'AccessDenied' });
    await limited.close();
  });
});
