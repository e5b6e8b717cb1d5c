import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, it } from 'vitest';
import { untilClosed } from '../../support/jobs.ts';
import { firstOwner, localSystem } from '../../support/system.ts';

const { endpoints } = localSystem();
const { region, credentials, bucket, stateMachineArn } = endpoints;
const s3 = new S3Client({ region, credentials, endpoint: endpoints.s3 });
const states = new SFNClient({ region, credentials, endpoint: endpoints.sfn });
const owner = firstOwner();

afterAll(() => {
  s3.destroy();
  states.destroy();
});

describe('the addresses in endpoints.json', () => {
  it('serve an unmodified S3 client', async () => {
    const Key = 'uploads/tests/note.txt';
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'hello' }));
    const read = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    expect(await read.Body?.transformToString()).toBe('hello');
    const list = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: 'uploads/tests/' }),
    );
    expect(list.Contents?.map((object) => object.Key)).toEqual([Key]);
  });

  it('refuse credentials that are not theirs', async () => {
    const stranger = new S3Client({
      region,
      endpoint: endpoints.s3,
      credentials: { ...credentials, secretAccessKey: 'x'.repeat(40) },
    });
    const list = stranger.send(new ListObjectsV2Command({ Bucket: bucket }));
    await expect(list).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    stranger.destroy();
  });

  it('show a job’s execution and what it leaves in the bucket', async () => {
    const { id } = await owner.createVideo({ prompt: 'A rocket seen by clients', duration: 2 });
    const running = await states.send(new ListExecutionsCommand({ stateMachineArn }));
    const execution = running.executions?.find(({ name }) => name === id);
    expect(execution).toMatchObject({ stateMachineArn });

    const { output } = await untilClosed(owner, id);
    const ended = await states.send(
      new DescribeExecutionCommand({ executionArn: execution?.executionArn }),
    );
    expect(Object.keys(JSON.parse(ended.input ?? ''))).toEqual(['owner', 'id']);
    const key = output?.video.s3_uri.replace(`s3://${bucket}/`, '') ?? '';
    const folder = key.slice(0, key.lastIndexOf('/') + 1);
    const kept = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: folder }));
    expect(kept.Contents?.map((object) => object.Key)).toEqual([
      `${folder}job.json`,
      `${folder}video.mp4`,
    ]);
    const open = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `open/${id}` }));
    expect(open.KeyCount).toBe(0);
  });
});
