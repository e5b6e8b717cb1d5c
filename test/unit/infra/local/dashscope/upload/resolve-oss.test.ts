import { describe, expect, it } from 'vitest';
import { fieldsOf, formOf, refusalOf, startUploads } from './upload-desk.ts';

describe('an oss:// address', () => {
  const unresolved = {
    status: 400,
    code: 'InvalidParameter.DataInspection',
    message: 'Unable to download the media resource during the data inspection process.',
  };

  async function upload() {
    const uploads = startUploads();
    const data = await uploads.policyOf('wan2.6-i2v', 'a');
    await uploads.takeForm(formOf(fieldsOf(data)));
    return { ...uploads, address: `oss://${data.upload_dir}/a.jpg` };
  }

  it('is resolved for its model and its account until 48 hours have passed', async () => {
    const { store, address, fetchMedia, advance } = await upload();
    advance(48 * 3600 - 1);
    expect((await fetchMedia(address, 'wan2.6-i2v', 'a')).kind).toBe('image');
    advance(1);
    expect(await refusalOf(fetchMedia(address, 'wan2.6-i2v', 'a'))).toEqual(unresolved);
    await store.close();
  });

  it.each([
    ['another model', 'wan2.6-i2v-flash', 'a'],
    ['another account', 'wan2.6-i2v', 'b'],
  ])('is not resolved for %s', async (_name, model, account) => {
    const { store, address, fetchMedia } = await upload();
    expect(await refusalOf(fetchMedia(address, model, account))).toEqual(unresolved);
    await store.close();
  });

  it('is not resolved without the header', async () => {
    const { store, address, fetchMedia } = await upload();
    expect(await refusalOf(fetchMedia(address, 'wan2.6-i2v', 'a', {}))).toEqual({
      status: 400,
      code: 'InvalidParameter.DataInspection',
      message: 'The media format is not supported or incorrect for the data inspection.',
    });
    await store.close();
  });

  it('is not resolved when nobody uploaded it', async () => {
    const { fetchMedia } = startUploads();
    expect(await refusalOf(fetchMedia('oss://dashscope-instant/x/y.jpg', 'm', 'a'))).toEqual(
      unresolved,
    );
  });
});
