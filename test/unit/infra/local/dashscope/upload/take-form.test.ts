import { describe, expect, it } from 'vitest';
import { type Form, fieldsOf, formOf, picture, refusalOf, startUploads } from './upload-desk.ts';

describe('the upload form', () => {
  it('is taken, and the file is found under its key', async () => {
    const uploads = startUploads();
    const data = await uploads.policyOf();
    const response = await uploads.takeForm(formOf(fieldsOf(data)));
    expect([response.status, await response.text()]).toEqual([200, '']);
    const media = await uploads.fetchMedia(`oss://${data.upload_dir}/a.jpg`, 'qwen3.5-plus', 'a');
    expect(media).toMatchObject({ mime: 'image/jpeg', width: 64, height: 48 });
    await uploads.store.close();
  });

  it('may come again under another key while the policy lasts', async () => {
    const uploads = startUploads();
    const data = await uploads.policyOf();
    for (const name of ['a.jpg', 'b.jpg', 'deeper/c.jpg']) {
      expect((await uploads.takeForm(formOf(fieldsOf(data, name)))).status).toBe(200);
    }
    await uploads.store.close();
  });

  it('answers 204 where no status is asked for', async () => {
    const uploads = startUploads();
    const { success_action_status: _, ...fields } = fieldsOf(await uploads.policyOf());
    expect((await uploads.takeForm(formOf(fields))).status).toBe(204);
    await uploads.store.close();
  });

  it('puts the file name where the key asks for it', async () => {
    const uploads = startUploads();
    const data = await uploads.policyOf();
    await uploads.takeForm(formOf(fieldsOf(data, `\${filename}`)));
    const address = `oss://${data.upload_dir}/a.jpg`;
    expect((await uploads.fetchMedia(address, 'qwen3.5-plus', 'a')).kind).toBe('image');
    await uploads.store.close();
  });

  it.each([
    [
      'a tampered signature',
      (fields: Form) => ({ ...fields, Signature: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }),
      { status: 403, code: 'SignatureDoesNotMatch' },
    ],
    [
      'a tampered policy',
      (fields: Form) => ({
        ...fields,
        policy: Buffer.from('{"conditions":[]}').toString('base64'),
      }),
      { status: 403, code: 'SignatureDoesNotMatch' },
    ],
    [
      'another access key',
      (fields: Form) => ({ ...fields, OSSAccessKeyId: 'LTAI-other' }),
      { status: 403, code: 'InvalidAccessKeyId' },
    ],
    [
      'a key outside its directory',
      (fields: Form) => ({ ...fields, key: 'dashscope-instant/other/a.jpg' }),
      { status: 403, code: 'AccessDenied' },
    ],
    [
      'another acl',
      (fields: Form) => ({ ...fields, 'x-oss-object-acl': 'public-read' }),
      { status: 403, code: 'AccessDenied' },
    ],
    [
      'no overwrite field',
      ({ 'x-oss-forbid-overwrite': _, ...fields }: Form) => fields,
      { status: 403, code: 'AccessDenied' },
    ],
    [
      'no key',
      ({ key: _, ...fields }: Form) => fields,
      {
        status: 400,
        code: 'InvalidArgument',
        message:
          "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields.",
      },
    ],
  ])('is refused with %s', async (_name, change, refusal) => {
    const uploads = startUploads();
    const fields = change(fieldsOf(await uploads.policyOf()));
    expect(await refusalOf(uploads.takeForm(formOf(fields)))).toMatchObject(refusal);
  });

  it('is refused 300 seconds later', async () => {
    const uploads = startUploads();
    const form = formOf(fieldsOf(await uploads.policyOf()));
    uploads.advance(300);
    expect(await refusalOf(uploads.takeForm(form))).toEqual({
      status: 403,
      code: 'AccessDenied',
      message: 'Invalid according to Policy: Policy expired.',
    });
  });

  it('is refused when the file is not its last field', async () => {
    const uploads = startUploads();
    const fields = fieldsOf(await uploads.policyOf());
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(picture)]), 'a.jpg');
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    expect(await refusalOf(uploads.takeForm(form))).toMatchObject({
      status: 400,
      code: 'InvalidArgument',
    });
  });

  it('is refused without a file', async () => {
    const uploads = startUploads();
    const form = new FormData();
    for (const [name, value] of Object.entries(fieldsOf(await uploads.policyOf()))) {
      form.append(name, value);
    }
    expect(await refusalOf(uploads.takeForm(form))).toMatchObject({
      message: 'POST requires exactly one file upload per request.',
    });
  });

  it('is refused when it is no form', async () => {
    const uploads = startUploads();
    const headers = { 'content-type': 'application/json' };
    expect(await refusalOf(uploads.takeForm(new FormData(), headers))).toMatchObject({
      status: 400,
      code: 'MalformedPOSTRequest',
    });
  });

  it('is refused together with an Authorization header', async () => {
    const uploads = startUploads();
    const form = formOf(fieldsOf(await uploads.policyOf()));
    const headers = { authorization: 'Bearer sk-1' };
    expect(await refusalOf(uploads.takeForm(form, headers))).toMatchObject({
      status: 400,
      code: 'InvalidArgument',
    });
  });

  it('overwrites nothing', async () => {
    const uploads = startUploads();
    const fields = fieldsOf(await uploads.policyOf());
    await uploads.takeForm(formOf(fields));
    expect(await refusalOf(uploads.takeForm(formOf(fields)))).toMatchObject({
      status: 409,
      code: 'FileAlreadyExists',
    });
    await uploads.store.close();
  });

  it('is refused beyond the limit of its model', async () => {
    const uploads = startUploads();
    const fields = fieldsOf(await uploads.policyOf('wan2.6-i2v'));
    const form = formOf(fields, new Uint8Array(100 * 1024 * 1024 + 1));
    expect(await refusalOf(uploads.takeForm(form))).toMatchObject({
      status: 400,
      code: 'EntityTooLarge',
    });
  });
});
