import OpenAI from 'openai';
import { describe, expect, inject, it } from 'vitest';
import { problemOf } from '../support/caller.ts';
import { firstOwner } from '../support/system.ts';

const owner = firstOwner();

describe('the list of models', () => {
  it('is read by OpenAI’s own client', async () => {
    const { api, key } = inject('system');
    const client = new OpenAI({ baseURL: `${api}/v1`, apiKey: key, maxRetries: 0 });
    const { data } = await client.models.list();
    const ids = data.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['wan2.6-t2v', 'wan3.0-video', 'qwen3.5-plus']));
    expect(await client.models.retrieve('wan2.6-t2v')).toEqual(
      data.find(({ id }) => id === 'wan2.6-t2v'),
    );
  });

  it('documents what the routes take', async () => {
    const model = await owner.get('/v1/models/wan2.2-kf2v-flash');
    expect(model.json).toMatchObject({
      default_for: ['kf2v'],
      regions: ['cn-beijing'],
      offered: false,
      fields: { first_frame_url: { kind: 'image', required: true } },
    });
    const unknown = await owner.get('/v1/models/wan9');
    expect(problemOf(unknown)).toMatchObject({ status: 404, code: 'not_found' });
  });
});
