import OpenAI from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiKey, startChatTwin } from './chat-twin.ts';

const model = 'qwen3-vl-plus';
const picture = await sharp({
  create: { width: 64, height: 48, channels: 3, background: '#a83818' },
})
  .png()
  .toBuffer();

let twin: Awaited<ReturnType<typeof startChatTwin>>;

beforeAll(async () => {
  twin = await startChatTwin();
});

afterAll(async () => {
  await twin.close();
});

type Policy = { data: Record<string, string> };

async function givePolicy() {
  const response = await fetch(`${twin.origin}/api/v1/uploads?action=getPolicy&model=${model}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  return ((await response.json()) as Policy).data;
}

function post(data: Record<string, string>, key: string, file: Uint8Array): Promise<Response> {
  const form = new FormData();
  form.append('OSSAccessKeyId', data.oss_access_key_id ?? '');
  form.append('Signature', data.signature ?? '');
  form.append('policy', data.policy ?? '');
  form.append('key', key);
  form.append('x-oss-object-acl', 'private');
  form.append('x-oss-forbid-overwrite', 'true');
  form.append('success_action_status', '200');
  form.append('file', new Blob([new Uint8Array(file)]), 'picture.png');
  return fetch(data.upload_host ?? '', { method: 'POST', body: form });
}

const lookAt = (url: string, headers: Record<string, string>) =>
  new OpenAI({ apiKey, baseURL: twin.baseURL, maxRetries: 0 }).chat.completions.create(
    {
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url } },
            { type: 'text', text: 'What?' },
          ],
        },
      ],
    },
    { headers },
  );

describe('a temporary upload over the wire', () => {
  it('is posted without a key and looked at with the header', async () => {
    const data = await givePolicy();
    const key = `${data.upload_dir}/picture.png`;
    const response = await post(data, key, picture);
    expect([response.status, await response.text()]).toEqual([200, '']);
    const { choices } = await lookAt(`oss://${key}`, {
      'X-DashScope-OssResourceResolve': 'enable',
    });
    expect(choices[0]?.message.content).toContain(`${picture.byteLength} bytes`);
    await expect(lookAt(`oss://${key}`, {})).rejects.toMatchObject({ status: 400 });
  });

  it('may be larger than a request: 60 MB', async () => {
    const data = await givePolicy();
    const film = new Uint8Array(60_000_000);
    film.set(picture);
    const response = await post(data, `${data.upload_dir}/film.mp4`, film);
    expect(response.status).toBe(200);
  });

  it('is refused in XML', async () => {
    const data = await givePolicy();
    const response = await post(data, 'elsewhere/picture.png', picture);
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('application/xml');
    expect(await response.text()).toMatch(
      /<Error>\s*<Code>AccessDenied<\/Code>\s*<Message>Invalid according to Policy: Policy Condition failed: \["starts-with"/,
    );
  });

  it('needs a key for its policy', async () => {
    const response = await fetch(`${twin.origin}/api/v1/uploads?action=getPolicy&model=${model}`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'InvalidApiKey' });
  });
});
