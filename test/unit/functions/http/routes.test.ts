import { afterAll, describe, expect, it } from 'vitest';
import { createHandler as createAsset } from '../../../../functions/http/create-asset.ts';
import { createHandler as getAsset } from '../../../../functions/http/get-asset.ts';
import { createHandler as getHealth } from '../../../../functions/http/get-health.ts';
import { createHandler as getOpenapi } from '../../../../functions/http/get-openapi.ts';
import { createHandler as getVideo } from '../../../../functions/http/get-video.ts';
import { createHandler as getVideoContent } from '../../../../functions/http/get-video-content.ts';
import { createHandler as listVideos } from '../../../../functions/http/list-videos.ts';
import { RecordStore } from '../../../../shared/jobs/record-store.ts';
import type { World } from '../../../../shared/runtime/world.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createProxyEvent } from '../../../support/fake-gateway.ts';
import { createRecord } from '../../../support/fake-record.ts';
import { startStorage } from '../../../support/in-process-storage.ts';

const storage = await startStorage();
afterAll(() => storage.close());

async function createWorld() {
  const store = await storage.createStore();
  const clock = createFakeClock();
  const world: World = {
    ...{ clock, fetch, log: () => {} },
    environment: { MEDIA_BUCKET: store.bucket },
    aws: storage.access,
  };
  const output = {
    bucket: store.bucket,
    key: 'k',
    bytes: 1,
    sha256: '0',
    content_type: 'video/mp4',
  };
  const records = new RecordStore(store, clock);
  await records.create(createRecord({ id: 'vid_1', status: 'completed', phase: 'closed', output }));
  await records.create(createRecord({ id: 'vid_2' }));
  return world;
}
const under = (id: string, owner = 'acme') => createProxyEvent({ owner, pathParameters: { id } });
const bodyOf = ({ body }: { body: string }) => JSON.parse(body);

describe('routes', () => {
  it('show a job to its owner and to nobody else', async () => {
    const handler = getVideo(await createWorld());
    expect(bodyOf(await handler(under('vid_1')))).toMatchObject({ id: 'vid_1', object: 'video' });
    expect(await handler(under('vid_1', 'other'))).toMatchObject({ statusCode: 404 });
    expect(await handler(under('vid_3'))).toMatchObject({ statusCode: 404 });
  });

  it('redirect to a finished video only', async () => {
    const handler = getVideoContent(await createWorld());
    const { statusCode, headers } = await handler(under('vid_1'));
    expect(statusCode).toBe(302);
    expect(headers.location).toContain('X-Amz-Signature');
    expect(await handler(under('vid_2'))).toMatchObject({ statusCode: 409 });
    expect(await handler(under('vid_1', 'other'))).toMatchObject({ statusCode: 404 });
  });

  it('list an owner’s jobs', async () => {
    const handler = listVideos(await createWorld());
    expect(bodyOf(await handler(createProxyEvent())).data).toHaveLength(2);
    expect(bodyOf(await handler(createProxyEvent({ owner: 'other' }))).data).toEqual([]);
  });

  it('make an asset that its owner alone can see', async () => {
    const world = await createWorld();
    const body = JSON.stringify({ filename: 'a.png', content_type: 'image/png', bytes: 3 });
    const reply = await createAsset(world)(createProxyEvent({ body }));
    const { id, upload } = bodyOf(reply);
    expect(reply.statusCode).toBe(201);
    expect(upload.fields).toMatchObject({ key: `uploads/acme/${id}/file` });
    expect(bodyOf(await getAsset(world)(under(id)))).toMatchObject({ id, status: 'pending' });
    expect(await getAsset(world)(under(id, 'other'))).toMatchObject({ statusCode: 404 });
  });

  it('answer anybody on health and OpenAPI', async () => {
    const world = await createWorld();
    const anybody = createProxyEvent({ owner: null, apiKeyId: null });
    expect(bodyOf(await getHealth(world)(anybody))).toEqual({ status: 'ok' });
    expect(bodyOf(await getOpenapi(world)(anybody)).openapi).toBe('3.1.1');
  });
});
