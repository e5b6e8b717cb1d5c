import { describe, expect, it } from 'vitest';
import { samplePicture } from '../media/sample-media.ts';
import { createVirtualTwin, keys } from '../virtual-twin.ts';
import { sampleRequest } from './sample-requests.ts';

type VirtualTwin = ReturnType<typeof createVirtualTwin>;

const picture = await samplePicture('jpeg', 640, 480);
const hour = 3600;

/** Uploads a picture for wan2.6-i2v as the first key does, gives its address. */
async function upload(twin: VirtualTwin): Promise<string> {
  const answer = await twin.send('/api/v1/uploads?action=getPolicy&model=wan2.6-i2v');
  const { data } = (await answer.json()) as { data: Record<string, string> };
  const key = `${data.upload_dir}/picture.jpg`;
  const form = new FormData();
  form.append('OSSAccessKeyId', data.oss_access_key_id ?? '');
  form.append('Signature', data.signature ?? '');
  form.append('policy', data.policy ?? '');
  form.append('key', key);
  form.append('x-oss-object-acl', 'private');
  form.append('x-oss-forbid-overwrite', 'true');
  form.append('success_action_status', '200');
  form.append('file', new Blob([new Uint8Array(picture)]), 'picture.jpg');
  const stored = await twin.twin.handle(
    new Request(data.upload_host ?? '', { method: 'POST', body: form }),
  );
  expect(stored.status).toBe(200);
  return `oss://${key}`;
}

describe('oss:// in a video task', () => {
  it.each([
    ['as it was uploaded', 'wan2.6-i2v', keys.first, 0, 'SUCCEEDED', undefined],
    [
      'for another model',
      'wan2.6-i2v-flash',
      keys.first,
      0,
      'FAILED',
      'InvalidParameter.DataInspection',
    ],
    ['by another key of the account', 'wan2.6-i2v', keys.second, 0, 'SUCCEEDED', undefined],
    [
      'after 48 hours',
      'wan2.6-i2v',
      keys.first,
      48 * hour,
      'FAILED',
      'InvalidParameter.DataInspection',
    ],
  ])('%s', async (_name, model, key, waited, status, code) => {
    const twin = createVirtualTwin();
    const img_url = await upload(twin);
    twin.advance(waited);
    const headers = { 'x-dashscope-async': 'enable', 'x-dashscope-ossresourceresolve': 'enable' };
    const { output } = await twin.finish(sampleRequest(model, { input: { img_url } }), {
      key,
      headers,
    });
    expect(output.task_status).toBe(status);
    expect(output.code).toBe(code);
    await twin.twin.close();
  });
});
