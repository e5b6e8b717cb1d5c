import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { afterAll, describe, expect, it } from 'vitest';
import { Bucket, startTestS3 } from './s3-fixture.ts';

const s3 = await startTestS3();
afterAll(s3.close);

const sign = (options: Partial<PresignedPostOptions> = {}) =>
  createPresignedPost(s3.client, {
    Bucket,
    Key: `assets/\${filename}`,
    Conditions: [
      ['content-length-range', 2, 10],
      ['starts-with', '$Content-Type', 'image/'],
      ['starts-with', '$x-amz-meta-note', ''],
    ],
    Fields: { 'x-amz-meta-owner': 'local' },
    ...options,
  });

type Form = {
  readonly fields?: Readonly<Record<string, string>>;
  readonly content?: string;
  readonly url?: string;
};

async function send(signed: Awaited<ReturnType<typeof sign>>, form: Form = {}) {
  const body = new FormData();
  const fields = { ...signed.fields, 'Content-Type': 'image/png', ...form.fields };
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set('file', new Blob([form.content ?? 'picture']), 'cat.png');
  return fetch(form.url ?? signed.url, { method: 'POST', body, redirect: 'manual' });
}

const codeOf = async (response: Response) =>
  `${response.status} ${/<Code>(\w+)<\/Code>/.exec(await response.text())?.[1]}`;

describe('presigned POST', () => {
  it('stores the file under its own name with its description', async () => {
    const response = await send(await sign(), { fields: { 'x-amz-meta-note': 'new' } });
    expect(response.status).toBe(204);
    expect(await s3.textOf('assets/cat.png')).toBe('picture');
    expect(await s3.head('assets/cat.png')).toMatchObject({
      ETag: response.headers.get('etag'),
      ContentType: 'image/png',
      Metadata: { owner: 'local', note: 'new' },
    });
    expect(s3.events.at(-1)?.detail).toMatchObject({
      reason: 'POST Object',
      object: { key: 'assets/cat.png', size: 7 },
    });
  });

  it('answers as the form asks', async () => {
    const created = await send(await sign({ Fields: { success_action_status: '201' } }));
    expect(created.status).toBe(201);
    expect(await created.text()).toContain('<Key>assets/cat.png</Key>');
    const redirect = 'https://example.com/done?from=form';
    const moved = await send(await sign({ Fields: { success_action_redirect: redirect } }));
    expect(moved.status).toBe(303);
    const location = new URL(moved.headers.get('location') ?? '');
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      from: 'form',
      bucket: Bucket,
      key: 'assets/cat.png',
    });
  });

  it.each<[string, Form, string]>([
    ['a file that is too large', { content: 'x'.repeat(11) }, '400 EntityTooLarge'],
    ['a file that is too small', { content: 'x' }, '400 EntityTooSmall'],
    ['another type', { fields: { 'Content-Type': 'text/html' } }, '403 AccessDenied'],
    ['another key', { fields: { key: 'elsewhere' } }, '403 AccessDenied'],
    ['a field no condition speaks of', { fields: { 'x-amz-meta-x': '1' } }, '403 AccessDenied'],
    ['a changed field', { fields: { 'x-amz-meta-owner': 'other' } }, '403 AccessDenied'],
    [
      'a forged signature',
      { fields: { 'X-Amz-Signature': '0'.repeat(64) } },
      '403 SignatureDoesNotMatch',
    ],
    ['a policy nobody signed', { fields: { Policy: btoa('{}') } }, '403 SignatureDoesNotMatch'],
    [
      'a key nobody has',
      { fields: { 'X-Amz-Credential': 'NOBODY/20260101/eu-central-1/s3/aws4_request' } },
      '403 InvalidAccessKeyId',
    ],
    ['another bucket', { url: `${s3.url}/nowhere` }, '404 NoSuchBucket'],
  ])('refuses %s and stores nothing', async (_name, form, code) => {
    const before = s3.events.length;
    expect(await codeOf(await send(await sign(), form))).toBe(code);
    expect(s3.events).toHaveLength(before);
  });

  it('refuses a policy that has expired', async () => {
    expect(await codeOf(await send(await sign({ Expires: -60 })))).toBe('403 AccessDenied');
  });

  it('refuses forms without policy, without file, and bodies that are no form', async () => {
    const anonymous = new FormData();
    anonymous.set('key', 'x');
    anonymous.set('file', new Blob(['content']), 'x');
    const address = `${s3.url}/${Bucket}`;
    expect(await codeOf(await fetch(address, { method: 'POST', body: anonymous }))).toBe(
      '403 AccessDenied',
    );
    anonymous.delete('file');
    expect(await codeOf(await fetch(address, { method: 'POST', body: anonymous }))).toBe(
      '400 InvalidArgument',
    );
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    expect(
      await codeOf(await fetch(address, { method: 'POST', body: '--x\r\nbroken', headers })),
    ).toBe('400 MalformedPOSTRequest');
  });
});
