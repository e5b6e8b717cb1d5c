import { describe, expect, it } from 'vitest';
import { origin, type PolicyData, refusalOf, startUploads } from './upload-desk.ts';

describe('getPolicy', () => {
  it('answers as captured', async () => {
    const uploads = startUploads();
    const response = await uploads.givePolicy('action=getPolicy&model=qwen3.5-plus');
    const body = (await response.json()) as { request_id: string; data: PolicyData };
    expect(body.data).toEqual({
      policy: expect.any(String),
      signature: expect.stringMatching(/^[\w+/]{27}=$/),
      upload_dir: expect.stringMatching(
        new RegExp(`^dashscope-instant/[0-9a-f]{32}/2026-11-21/${body.request_id}$`),
      ),
      upload_host: `${origin}/dashscope-file-mgr`,
      expire_in_seconds: 300,
      max_file_size_mb: 1024,
      capacity_limit_mb: 999_999_999,
      oss_access_key_id: expect.any(String),
      x_oss_object_acl: 'private',
      x_oss_forbid_overwrite: 'true',
    });
    expect(JSON.parse(Buffer.from(body.data.policy, 'base64').toString())).toEqual({
      expiration: '2026-11-21T08:05:00.000Z',
      conditions: [
        ['content-length-range', 0, 1_073_741_824],
        ['starts-with', '$key', body.data.upload_dir],
        { bucket: 'dashscope-file-mgr' },
        { 'x-oss-object-acl': 'private' },
        { 'x-oss-forbid-overwrite': 'true' },
      ],
    });
  });

  it.each([
    ['model=qwen3.5-plus', 'action'],
    ['action=putPolicy&model=qwen3.5-plus', 'action'],
    ['action=getPolicy', 'model'],
  ])('refuses %s', async (query, parameter) => {
    expect(await refusalOf(startUploads().givePolicy(query))).toEqual({
      status: 400,
      code: 'InvalidParameter',
      message: `Required parameter(${parameter}) missing or invalid, please check the request parameters.`,
    });
  });

  it('gives 100 a second per model, and more a second later', async () => {
    const uploads = startUploads();
    const ask = () => uploads.givePolicy('action=getPolicy&model=wan2.6-t2v');
    for (let count = 0; count < 100; count += 1) await ask();
    expect(await refusalOf(ask())).toMatchObject({ status: 429, code: 'Throttling.RateQuota' });
    await uploads.policyOf('wan2.6-i2v');
    uploads.advance(1);
    expect((await ask()).status).toBe(200);
  });
});
