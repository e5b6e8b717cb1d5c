import { afterAll, describe, expect, it } from 'vitest';
import { ProviderKey } from '../../../../shared/dashscope/provider-key.ts';
import { createTransport } from '../../../../shared/dashscope/transport.ts';
import { streamForm } from '../../../../shared/dashscope/upload-form.ts';
import { Uploads } from '../../../../shared/dashscope/uploads.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { startSecretsWire } from '../../../support/in-process-aws.ts';
import {
  createProvider,
  plantedKey,
  providerOrigin,
} from '../../../support/in-process-provider.ts';

const secrets = await startSecretsWire();
afterAll(() => secrets.close());

const fileOf = (text: string, bytes = text.length) => ({
  name: 'media.mp4',
  contentType: 'video/mp4',
  bytes,
  stream: async function* () {
    yield Buffer.from(text);
  },
});

type Answer = (url: string, init?: RequestInit) => Promise<Response> | undefined;

/** Uploads to the twin; `answer` may speak in its place. */
function setUp(answer: Answer = () => undefined) {
  const clock = createFakeClock();
  const provider = createProvider(clock);
  const calls: { path: string; headers: Headers }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const path = new URL(String(input)).pathname;
    calls.push({ path, headers: new Headers(init?.headers) });
    return answer(String(input), init) ?? provider.fetch(input, init);
  };
  const { arn } = secrets.plant(plantedKey);
  const key = new ProviderKey(secrets.client, arn, clock);
  const send = createTransport({ baseUrl: providerOrigin, key, fetch });
  const uploads = new Uploads({ send, fetch, clock, baseUrl: providerOrigin });
  const countOf = (path: string) => calls.filter((call) => call.path === path).length;
  return {
    ...{ uploads, clock, calls, provider },
    policies: () => countOf('/api/v1/uploads'),
    forms: () => countOf('/dashscope-file-mgr'),
  };
}

const policyOf = (fields: object) => ({
  data: {
    ...{ policy: 'p', signature: 's', upload_dir: 'd', oss_access_key_id: 'k' },
    ...{ expire_in_seconds: 300, max_file_size_mb: 1, upload_host: providerOrigin },
    ...{ x_oss_object_acl: 'private', x_oss_forbid_overwrite: 'true' },
    ...fields,
  },
});

describe('Uploads', () => {
  it('gives an address that the provider’s storage has, and shows it no key', async () => {
    const { uploads, calls } = setUp();
    const url = await uploads.upload(fileOf('film'), 'wan2.6-i2v');
    expect(url).toMatch(/^oss:\/\/dashscope-instant\/.+-media\.mp4$/);
    const form = calls.at(-1);
    expect(form?.headers.has('authorization')).toBe(false);
    expect(Number(form?.headers.get('content-length'))).toBeGreaterThan(4);
  });

  it('asks for one policy while it lasts, and one for each model', async () => {
    const { uploads, clock, policies, forms } = setUp();
    const first = await uploads.upload(fileOf('a'), 'wan2.6-i2v');
    expect(await uploads.upload(fileOf('a'), 'wan2.6-i2v')).not.toBe(first);
    expect(policies()).toBe(1);
    await uploads.upload(fileOf('a'), 'wan2.5-i2v-preview');
    expect(policies()).toBe(2);
    // a policy of 300 s is not begun with in its last minute
    clock.advance(241);
    await uploads.upload(fileOf('a'), 'wan2.6-i2v');
    expect([policies(), forms()]).toEqual([3, 4]);
  });

  it('begins again with another policy when the storage refuses this one', async () => {
    const refusals = [new Response('<Error><Code>AccessDenied</Code></Error>', { status: 403 })];
    const { uploads, policies } = setUp((url) => {
      const refusal = url.includes('file-mgr') ? refusals.pop() : undefined;
      return refusal && Promise.resolve(refusal);
    });
    expect(await uploads.upload(fileOf('a'), 'm')).toMatch(/^oss:/);
    expect(policies()).toBe(2);
  });

  it('gives up in the storage’s own word, which a later attempt may turn', async () => {
    const { uploads, forms } = setUp((url) =>
      url.includes('file-mgr')
        ? Promise.resolve(new Response('<Error><Code>SlowDown</Code></Error>', { status: 503 }))
        : undefined,
    );
    await expect(uploads.upload(fileOf('a'), 'm')).rejects.toMatchObject({
      name: 'UploadFailedError',
      retryable: true,
      message: expect.stringContaining('503 SlowDown'),
    });
    expect(forms()).toBe(2);
  });

  it('sends nothing that is larger than the policy allows', async () => {
    const { uploads, forms } = setUp();
    const attempt = uploads.upload(fileOf('a', 101 * 1024 * 1024), 'wan2.6-i2v');
    await expect(attempt).rejects.toMatchObject({ maxBytes: 100 * 1024 * 1024 });
    expect(forms()).toBe(0);
  });

  const misleading = [
    { upload_host: 'http://169.254.169.254/x' },
    { upload_host: 'https://10.0.0.1' },
    { upload_host: 'https://localhost' },
    { upload_host: 'http://oss.example.com' },
    { upload_host: 'ftp://oss.example.com' },
    { upload_dir: 7 },
  ];
  it.each(misleading)('goes nowhere with %o', async (fields) => {
    const { uploads, calls } = setUp(() => Promise.resolve(Response.json(policyOf(fields))));
    await expect(uploads.upload(fileOf('a'), 'm')).rejects.toMatchObject({
      code: 'provider_silent',
    });
    expect(calls.map(({ path }) => path)).toEqual(['/api/v1/uploads']);
  });

  it('passes on that the provider refuses the key', async () => {
    const { uploads } = setUp((url) =>
      url.includes('getPolicy')
        ? Promise.resolve(Response.json({ code: 'InvalidApiKey', message: 'no' }, { status: 401 }))
        : undefined,
    );
    await expect(uploads.upload(fileOf('a'), 'm')).rejects.toMatchObject({ status: 401 });
  });
});

describe('streamForm', () => {
  it('is a form like the platform’s own, its file last', async () => {
    const { headers, body } = await streamForm({ key: 'a/b', policy: 'p' }, fileOf('film'));
    const form = await new Response(body, { headers }).formData();
    expect([...form.keys()]).toEqual(['key', 'policy', 'file']);
    const file = form.get('file') as File;
    expect([file.name, file.type, await file.text()]).toEqual(['media.mp4', 'video/mp4', 'film']);
  });

  it('says how long it is, and reads the file no faster than it is sent', async () => {
    let pulled = 0;
    const file = {
      ...fileOf('', 100 * 1024),
      stream: async function* () {
        for (; pulled < 100; pulled += 1) yield new Uint8Array(1024);
      },
    };
    const { headers, body } = await streamForm({}, file);
    const reader = body.getReader();
    await reader.read();
    await reader.read();
    expect(pulled).toBeLessThan(5);
    let length = 0;
    reader.releaseLock();
    for await (const chunk of body) length += chunk.length;
    expect(pulled).toBe(100);
    expect(Number(headers['content-length'])).toBeGreaterThan(length);
  });
});
