import * as aws from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import { Bucket, startTestS3 } from './s3-fixture.ts';

const s3 = await startTestS3();
const { client, put, head, textOf, events } = s3;
afterAll(s3.close);

describe('conditional writes', () => {
  it('let one of twenty racing creators win', async () => {
    const races = Array.from({ length: 20 }, (_, index) =>
      put('race', String(index), { IfNoneMatch: '*' }),
    );
    const outcomes = await Promise.allSettled(races);
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toHaveLength(19);
    for (const { reason } of lost) expect(reason).toMatchObject({ name: 'PreconditionFailed' });
  });

  it('let one of twenty racing updaters of the same version win', async () => {
    const { ETag } = await put('update-race', 'start');
    const races = Array.from({ length: 20 }, (_, index) =>
      put('update-race', String(index), { IfMatch: ETag }),
    );
    const outcomes = await Promise.allSettled(races);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });

  it('refuse If-Match on a missing key with NoSuchKey', async () => {
    await expect(put('never', 'x', { IfMatch: '"any"' })).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });

  it('guard deletes', async () => {
    const { ETag } = await put('guarded', 'x');
    const remove = (IfMatch: string | undefined) =>
      client.send(new aws.DeleteObjectCommand({ Bucket, Key: 'guarded', IfMatch }));
    await expect(remove('"other"')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await remove(ETag);
    await expect(head('guarded')).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('guard copies', async () => {
    await put('copy-source', 'x');
    const copy = new aws.CopyObjectCommand({
      Bucket,
      Key: 'copy-source-2',
      CopySource: `${Bucket}/copy-source`,
      IfNoneMatch: '*',
    });
    await client.send(copy);
    await expect(client.send(copy)).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });
});

describe('CopyObject', () => {
  const copy = (more: Partial<aws.CopyObjectCommandInput>) =>
    client.send(
      new aws.CopyObjectCommand({
        Bucket,
        Key: 'copied',
        CopySource: `${Bucket}/${encodeURIComponent('dir/copy me+ü.txt')}`,
        ...more,
      }),
    );

  it('keeps or replaces the description', async () => {
    await put('dir/copy me+ü.txt', 'content', { ContentType: 'text/x', Metadata: { kept: 'yes' } });
    await copy({});
    expect(await head('copied')).toMatchObject({
      ContentType: 'text/x',
      Metadata: { kept: 'yes' },
    });
    await copy({ MetadataDirective: 'REPLACE', Metadata: { other: 'one' } });
    expect((await head('copied')).Metadata).toEqual({ other: 'one' });
    expect(await textOf('copied')).toBe('content');
  });

  it('names a missing source and refuses a pointless copy', async () => {
    await expect(copy({ CopySource: `${Bucket}/missing` })).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    await expect(copy({ Key: 'dir/copy me+ü.txt' })).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
  });
});

describe('DeleteObject and DeleteObjects', () => {
  it('succeed for keys that are not there', async () => {
    await client.send(new aws.DeleteObjectCommand({ Bucket, Key: 'never-there' }));
    await put('bulk/& 1', 'x');
    const { Deleted } = await client.send(
      new aws.DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: [{ Key: 'bulk/& 1' }, { Key: 'bulk/2' }] },
      }),
    );
    expect(Deleted?.map((object) => object.Key)).toEqual(['bulk/& 1', 'bulk/2']);
    await expect(head('bulk/& 1')).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('never take a neighbour with them', async () => {
    const rounds = Array.from({ length: 30 }, (_, index) => index);
    await put('neighbours/kept', 'x');
    await Promise.all(
      rounds.map(async (index) => {
        await put(`neighbours/${index}`, 'x');
        await client.send(new aws.DeleteObjectCommand({ Bucket, Key: `neighbours/${index}` }));
      }),
    );
    expect(await textOf('neighbours/kept')).toBe('x');
  });
});

describe('ListObjectsV2', () => {
  it('pages through the SDK paginator with prefix and delimiter', async () => {
    const keys = ['p/a/1', 'p/a/2', 'p/b', 'p/c/1', 'p/d', 'q'];
    await Promise.all(keys.map((key) => put(`list/${key}`, 'x')));
    const pages = aws.paginateListObjectsV2(
      { client, pageSize: 1 },
      { Bucket, Prefix: 'list/p/', Delimiter: '/' },
    );
    const seen: unknown[] = [];
    for await (const { Contents = [], CommonPrefixes = [], KeyCount } of pages) {
      expect(KeyCount).toBe(1);
      seen.push(Contents[0]?.Key ?? CommonPrefixes[0]?.Prefix);
    }
    expect(seen).toEqual(['list/p/a/', 'list/p/b', 'list/p/c/', 'list/p/d']);
  });
});

describe('events', () => {
  const reasonsOf = (key: string) =>
    events.filter((event) => event.detail.object.key === key).map((event) => event.detail.reason);

  it('tell every way in which an object comes and goes, in order', async () => {
    await put('told', 'x');
    await put('told-source', 'x');
    await client.send(
      new aws.CopyObjectCommand({ Bucket, Key: 'told', CopySource: `${Bucket}/told-source` }),
    );
    await client.send(
      new aws.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'told' }] } }),
    );
    expect(reasonsOf('told')).toEqual(['PutObject', 'CopyObject', 'DeleteObject']);
    expect(reasonsOf('told-source')).toEqual(['PutObject']);
    const sequencers = events.map((event) => event.detail.object.sequencer);
    expect(sequencers).toEqual([...sequencers].sort());
  });
});
