import { Readable } from 'node:stream';
import * as aws from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import { Bucket, mebibytes, region, startTestS3 } from './s3-fixture.ts';

const s3 = await startTestS3();
const { client, put, get, head, bytesOf, textOf } = s3;
afterAll(s3.close);

describe('buckets', () => {
  it('are made, found, listed, located and removed', async () => {
    await client.send(new aws.CreateBucketCommand({ Bucket: 'brand-new' }));
    await client.send(new aws.HeadBucketCommand({ Bucket: 'brand-new' }));
    const { Buckets } = await client.send(new aws.ListBucketsCommand({}));
    expect(Buckets?.map((bucket) => bucket.Name)).toContain('brand-new');
    const located = await client.send(new aws.GetBucketLocationCommand({ Bucket: 'brand-new' }));
    expect(located.LocationConstraint).toBe(region);
    await client.send(new aws.DeleteBucketCommand({ Bucket: 'brand-new' }));
    await expect(
      client.send(new aws.HeadBucketCommand({ Bucket: 'brand-new' })),
    ).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('that are not there refuse objects with NoSuchBucket', async () => {
    const nowhere = new aws.GetObjectCommand({ Bucket: 'nowhere', Key: 'a' });
    await expect(client.send(nowhere)).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  it('answer 501 to what is not built', async () => {
    const versioning = new aws.GetBucketVersioningCommand({ Bucket });
    await expect(client.send(versioning)).rejects.toMatchObject({
      name: 'NotImplemented',
      $metadata: { httpStatusCode: 501 },
    });
    await expect(
      client.send(
        new aws.GetObjectAttributesCommand({ Bucket, Key: 'a', ObjectAttributes: ['ETag'] }),
      ),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

describe('a key of more than 1024 bytes', () => {
  const Key = 'ü'.repeat(513);
  it.each([
    ['read', () => get(Key)],
    ['written', () => put(Key, 'x')],
    ['removed', () => client.send(new aws.DeleteObjectCommand({ Bucket, Key }))],
  ])('is refused when it is %s', async (_, send) => {
    await expect(send()).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });
});

describe('PutObject and GetObject', () => {
  const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);

  it.each([
    ['binary', everyByte],
    ['text', Buffer.from('grüße')],
    ['empty', new Uint8Array()],
  ])('give back %s content', async (name, content) => {
    await put(`roundtrip/${name}`, content);
    expect(await bytesOf(`roundtrip/${name}`)).toEqual(Buffer.from(content));
  });

  it('take a stream with its trailing checksum', async () => {
    const content = Buffer.alloc(300_000, 7);
    await client.send(
      new aws.PutObjectCommand({
        Bucket,
        Key: 'streamed',
        Body: Readable.from([content.subarray(0, 100_001), content.subarray(100_001)]),
        ContentLength: content.length,
      }),
    );
    expect((await bytesOf('streamed')).equals(content)).toBe(true);
  });

  it.each([
    'a b+c&d=e.txt',
    'ü/日本/🎬.mp4',
    'a//b',
    '../up',
    'trailing/',
    "it's (1)!*~",
    '%41',
    '__proto__',
  ])('keep the key %s apart from every other', async (Key) => {
    await put(Key, Key);
    expect(await textOf(Key)).toBe(Key);
    const { Contents } = await client.send(new aws.ListObjectsV2Command({ Bucket, Prefix: Key }));
    expect(Contents?.map((object) => object.Key)).toEqual([Key]);
  });

  it('keep metadata, headers and tags', async () => {
    await put('described', 'x', {
      ContentType: 'video/mp4',
      CacheControl: 'no-store',
      Metadata: { owner: 'local' },
      Tagging: 'kind=video&state=new%20one',
    });
    expect(await head('described')).toMatchObject({
      ContentType: 'video/mp4',
      CacheControl: 'no-store',
      Metadata: { owner: 'local' },
      ContentLength: 1,
    });
    const { TagSet } = await client.send(
      new aws.GetObjectTaggingCommand({ Bucket, Key: 'described' }),
    );
    expect(TagSet).toEqual([
      { Key: 'kind', Value: 'video' },
      { Key: 'state', Value: 'new one' },
    ]);
  });

  it('replace and remove tags', async () => {
    await put('tagged', 'x');
    const Tagging = { TagSet: [{ Key: 'a', Value: '1' }] };
    await client.send(new aws.PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging }));
    const tags = () => client.send(new aws.GetObjectTaggingCommand({ Bucket, Key: 'tagged' }));
    expect((await tags()).TagSet).toEqual(Tagging.TagSet);
    await client.send(new aws.DeleteObjectTaggingCommand({ Bucket, Key: 'tagged' }));
    expect((await tags()).TagSet).toEqual([]);
  });

  it.each([
    ['CRC32', 'ChecksumCRC32'],
    ['SHA1', 'ChecksumSHA1'],
    ['SHA256', 'ChecksumSHA256'],
  ] as const)('return the %s that was sent', async (ChecksumAlgorithm, member) => {
    const written = await put(`sum/${ChecksumAlgorithm}`, 'hello', { ChecksumAlgorithm });
    const read = await head(`sum/${ChecksumAlgorithm}`, { ChecksumMode: 'ENABLED' });
    expect(read[member]).toMatch(/=$/);
    expect(read[member]).toBe(written[member]);
  });

  it.each([
    ['checksum', { ChecksumCRC32: 'AAAAAA==' }],
    ['Content-MD5', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }],
  ])('refuse a wrong %s and leave nothing behind', async (_name, claim) => {
    await expect(put('corrupt', 'hello', claim)).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(head('corrupt')).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('name a missing key', async () => {
    await expect(get('missing')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(head('missing')).rejects.toMatchObject({ name: 'NotFound' });
  });

  it.each([
    ['bytes=10-19', 10, 20],
    ['bytes=990-', 990, 1000],
    ['bytes=-5', 995, 1000],
    ['bytes=0-5000', 0, 1000],
  ])('give the range %s', async (range, start, end) => {
    const content = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
    await put('ranged', content);
    expect(await bytesOf('ranged', range)).toEqual(content.subarray(start, end));
  });

  it('refuse a range outside the object', async () => {
    await put('ranged', 'short');
    await expect(get('ranged', { Range: 'bytes=5-9' })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  it('obey conditions on reading', async () => {
    const { ETag } = await put('conditional-read', 'x');
    await expect(get('conditional-read', { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get('conditional-read', { IfMatch: '"other"' })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
    expect((await get('conditional-read', { IfMatch: ETag })).ETag).toBe(ETag);
  });

  it('read the old content to its end while it is being replaced', async () => {
    await put('replaced', mebibytes(4, 1));
    const reading = await get('replaced');
    await put('replaced', 'new');
    const old = Buffer.from((await reading.Body?.transformToByteArray()) ?? []);
    expect(old.equals(mebibytes(4, 1))).toBe(true);
    expect(await textOf('replaced')).toBe('new');
  });
});
