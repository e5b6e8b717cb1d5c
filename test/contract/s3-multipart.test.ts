import { Readable } from 'node:stream';
import * as aws from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, describe, expect, it } from 'vitest';
import { Bucket, mebibytes, startTestS3 } from './s3-fixture.ts';

const s3 = await startTestS3();
const { client, put, head, bytesOf, textOf, events } = s3;
afterAll(s3.close);

describe('multipart uploads', () => {
  const start = async (Key: string) => {
    const { UploadId } = await client.send(new aws.CreateMultipartUploadCommand({ Bucket, Key }));
    const part = async (PartNumber: number, Body: Uint8Array) => {
      const upload = { Bucket, Key, UploadId, PartNumber, Body };
      return { PartNumber, ETag: (await client.send(new aws.UploadPartCommand(upload))).ETag };
    };
    const complete = (
      Parts: aws.CompletedPart[],
      more: Partial<aws.CompleteMultipartUploadCommandInput> = {},
    ) =>
      client.send(
        new aws.CompleteMultipartUploadCommand({
          Bucket,
          Key,
          UploadId,
          MultipartUpload: { Parts },
          ...more,
        }),
      );
    return { UploadId, part, complete };
  };

  it('of lib-storage arrive whole, with a composite checksum', async () => {
    const pieces = [mebibytes(4, 1), mebibytes(4, 2), mebibytes(4, 3)];
    const params = { Bucket, Key: 'uploaded', Body: Readable.from(pieces) };
    await new Upload({ client, params }).done();
    const { ETag, ChecksumCRC32 } = await head('uploaded', { ChecksumMode: 'ENABLED' });
    expect(ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect(ChecksumCRC32).toMatch(/-3$/);
    expect((await bytesOf('uploaded')).equals(Buffer.concat(pieces))).toBe(true);
    const edge = await bytesOf('uploaded', 'bytes=4194302-4194305');
    expect([...edge]).toEqual([1, 1, 2, 2]);
  });

  it('of lib-storage with little content are one PutObject', async () => {
    const params = { Bucket, Key: 'small', Body: Readable.from([Buffer.from('tiny')]) };
    await new Upload({ client, params }).done();
    expect(await textOf('small')).toBe('tiny');
  });

  it('list their parts in pages, and themselves', async () => {
    const { UploadId, part } = await start('listed');
    for (const number of [3, 1, 2]) await part(number, Buffer.from([number]));
    const page = await client.send(
      new aws.ListPartsCommand({ Bucket, Key: 'listed', UploadId, MaxParts: 2 }),
    );
    expect(page.Parts?.map((each) => each.PartNumber)).toEqual([1, 2]);
    expect(page).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
    const { Uploads } = await client.send(
      new aws.ListMultipartUploadsCommand({ Bucket, Prefix: 'lis' }),
    );
    expect(Uploads?.map((upload) => upload.UploadId)).toEqual([UploadId]);
  });

  it('are gone after an abort', async () => {
    const { UploadId, part } = await start('aborted');
    await part(1, Buffer.from('x'));
    await client.send(new aws.AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId }));
    await expect(part(2, Buffer.from('y'))).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('refuse parts out of order, unknown ETags and small parts', async () => {
    const { part, complete } = await start('picky');
    const [first, second] = [await part(1, Buffer.from('a')), await part(2, Buffer.from('b'))];
    await expect(complete([second, first])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([{ ...first, ETag: '"0"' }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    await expect(complete([first, { PartNumber: 7, ETag: first.ETag }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    await expect(complete([first, second])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await complete([second]);
    expect(await textOf('picky')).toBe('b');
  });

  it('keep to If-None-Match, and stay open when refused', async () => {
    await put('taken', 'first');
    const { UploadId, part, complete } = await start('taken');
    const parts = [await part(1, Buffer.from('second'))];
    await expect(complete(parts, { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    const listed = await client.send(new aws.ListPartsCommand({ Bucket, Key: 'taken', UploadId }));
    expect(listed.Parts).toHaveLength(1);
    expect(await textOf('taken')).toBe('first');
  });

  it('are completed by one of ten racing callers', async () => {
    const { part, complete } = await start('complete-race');
    const parts = [await part(1, Buffer.from('content'))];
    const races = Array.from({ length: 10 }, () => complete(parts, { IfNoneMatch: '*' }));
    const outcomes = await Promise.allSettled(races);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(await textOf('complete-race')).toBe('content');
    const told = events.filter(({ detail }) => detail.object.key === 'complete-race');
    expect(told.map(({ detail }) => detail.reason)).toEqual(['CompleteMultipartUpload']);
  });

  it.each([
    ['a checksum unknown here', { ChecksumAlgorithm: aws.ChecksumAlgorithm.CRC64NVME }],
    ['a checksum of the whole', { ChecksumType: aws.ChecksumType.FULL_OBJECT }],
  ])('refuse %s before anything is sent', async (_name, more) => {
    const create = new aws.CreateMultipartUploadCommand({ Bucket, Key: 'refused', ...more });
    await expect(client.send(create)).rejects.toMatchObject({ name: 'NotImplemented' });
  });

  it('take parts by presigned URL and by copy', async () => {
    await put('part-source', mebibytes(6, 9));
    const { UploadId, complete } = await start('assembled');
    const { CopyPartResult } = await client.send(
      new aws.UploadPartCopyCommand({
        Bucket,
        Key: 'assembled',
        UploadId,
        PartNumber: 1,
        CopySource: `${Bucket}/part-source`,
        CopySourceRange: 'bytes=0-5242879',
      }),
    );
    const command = new aws.UploadPartCommand({
      Bucket,
      Key: 'assembled',
      UploadId,
      PartNumber: 2,
    });
    const url = await getSignedUrl(client, command, { expiresIn: 60 });
    const response = await fetch(url, { method: 'PUT', body: 'tail' });
    await complete([
      { PartNumber: 1, ETag: CopyPartResult?.ETag },
      { PartNumber: 2, ETag: response.headers.get('etag') ?? '' },
    ]);
    expect((await head('assembled')).ContentLength).toBe(5 * 1024 * 1024 + 4);
  });
});
