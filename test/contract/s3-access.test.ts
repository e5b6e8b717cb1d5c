import * as aws from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, describe, expect, it } from 'vitest';
import { Bucket, credentials, startTestS3 } from './s3-fixture.ts';

const denied = new Set<string>();
const s3 = await startTestS3({
  authorize: ({ action, resource }) => !denied.has(`${action} ${resource}`),
});
const { url, client, connect, put, get, head } = s3;
afterAll(s3.close);

describe('presigned URLs', () => {
  it('read, with the headers they ask for', async () => {
    await put('shared.mp4', 'video');
    const command = new aws.GetObjectCommand({
      Bucket,
      Key: 'shared.mp4',
      ResponseContentDisposition: 'attachment; filename="my film.mp4"',
      ResponseContentType: 'video/mp4',
    });
    const response = await fetch(await getSignedUrl(client, command, { expiresIn: 60 }));
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="my film.mp4"');
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect(await response.text()).toBe('video');
  });

  it('write, with the metadata they carry and whatever body comes', async () => {
    const command = new aws.PutObjectCommand({
      Bucket,
      Key: 'by-url',
      ContentType: 'text/plain',
      Metadata: { from: 'url' },
    });
    const url = await getSignedUrl(client, command, { expiresIn: 60 });
    const headers = { 'content-type': 'text/plain' };
    const response = await fetch(url, { method: 'PUT', body: 'hello', headers });
    expect(response.status).toBe(200);
    expect(await head('by-url')).toMatchObject({ ContentLength: 5, Metadata: { from: 'url' } });
  });

  it('are refused when expired or tampered with', async () => {
    const command = new aws.GetObjectCommand({ Bucket, Key: 'shared.mp4' });
    const signingDate = new Date(Date.now() - 120_000);
    const expired = await getSignedUrl(client, command, { expiresIn: 60, signingDate });
    expect((await fetch(expired)).status).toBe(403);
    const valid = await getSignedUrl(client, command, { expiresIn: 60 });
    expect((await fetch(valid.replace('shared', 'Shared'))).status).toBe(403);
    expect((await fetch(valid.replace('Expires=60', 'Expires=61'))).status).toBe(403);
  });
});

describe('callers', () => {
  it('without a signature are refused', async () => {
    expect((await fetch(`${url}/${Bucket}/anything`)).status).toBe(403);
  });

  it.each([
    ['a wrong secret', { ...credentials, secretAccessKey: 'other' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { ...credentials, accessKeyId: 'NOBODY' }, 'InvalidAccessKeyId'],
  ])('with %s are refused', async (_name, other, name) => {
    const stranger = connect({ credentials: other });
    const command = new aws.PutObjectCommand({ Bucket, Key: 'x', Body: 'x' });
    await expect(stranger.send(command)).rejects.toMatchObject({ name });
    stranger.destroy();
  });

  it('without a permission are refused', async () => {
    denied.add('s3:DeleteObject arn:aws:s3:::media/protected');
    await put('protected', 'x');
    const remove = new aws.DeleteObjectCommand({ Bucket, Key: 'protected' });
    await expect(client.send(remove)).rejects.toMatchObject({ name: 'AccessDenied' });
    const bulk = { Bucket, Delete: { Objects: [{ Key: 'protected' }, { Key: 'other' }] } };
    const { Deleted, Errors } = await client.send(new aws.DeleteObjectsCommand(bulk));
    expect(Deleted?.map((object) => object.Key)).toEqual(['other']);
    expect(Errors).toMatchObject([{ Key: 'protected', Code: 'AccessDenied' }]);
  });

  it('who may not list are not told that a key is missing', async () => {
    denied.add('s3:ListBucket arn:aws:s3:::media');
    await expect(get('missing')).rejects.toMatchObject({ name: 'AccessDenied' });
    denied.clear();
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    fetch(`${url}/${Bucket}/a`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type, x-amz-meta-a',
      },
    });

  it('follows the rules of the bucket', async () => {
    const rule = {
      AllowedOrigins: ['https://*.example.com'],
      AllowedMethods: ['PUT', 'POST'],
      AllowedHeaders: ['*'],
      ExposeHeaders: ['etag'],
      MaxAgeSeconds: 60,
    };
    const CORSConfiguration = { CORSRules: [rule] };
    await client.send(new aws.PutBucketCorsCommand({ Bucket, CORSConfiguration }));
    expect((await client.send(new aws.GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual([rule]);
    const allowed = await preflight('https://app.example.com');
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    expect((await preflight('https://example.org')).status).toBe(403);
    const refused = await fetch(`${url}/${Bucket}`, {
      method: 'POST',
      headers: { origin: 'https://app.example.com' },
    });
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    await client.send(new aws.DeleteBucketCorsCommand({ Bucket }));
    expect((await preflight('https://app.example.com')).status).toBe(403);
  });
});
