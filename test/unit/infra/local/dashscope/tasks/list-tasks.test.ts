import { describe, expect, it } from 'vitest';
import { createVirtualTwin, fixture, framesPath, shapeOf, textRequest } from '../virtual-twin.ts';
import { sampleRequest, shelf } from './sample-requests.ts';

type List = {
  total: number;
  total_page: number;
  page_no: number;
  page_size: number;
  data: ({ task_id: string; status: string; model_name: string } & Record<string, unknown>)[];
};

async function list(twin: ReturnType<typeof createVirtualTwin>, query = '') {
  return (await (await twin.send(`/api/v1/tasks/${query}`)).json()) as List;
}

describe('list', () => {
  it('answers as recorded: flat, `status`, epoch milliseconds', async () => {
    const twin = createVirtualTwin({}, shelf);
    await twin.accept(sampleRequest('wanx2.1-kf2v-plus'), { path: framesPath });
    twin.advance(1000);
    await twin.accept(sampleRequest('wanx2.1-kf2v-plus'), { path: framesPath });
    const body = await list(twin);
    expect(shapeOf(body)).toEqual(shapeOf(fixture('list')));
    expect(body.data[1]).toMatchObject({
      status: 'SUCCEEDED',
      gmt_create: Date.UTC(2026, 10, 21, 4),
      start_time: Date.UTC(2026, 10, 21, 4),
      end_time: Date.UTC(2026, 10, 21, 4, 1, 40),
      user_api_unique_key: 'apikey:v1:aigc:image2video:video-synthesis:wanx2.1-kf2v-plus',
    });
  });

  it('names the submit by its request id', async () => {
    const twin = createVirtualTwin();
    const { request_id } = (await (await twin.submit(textRequest())).json()) as {
      request_id: string;
    };
    expect((await list(twin)).data[0]).toMatchObject({ request_id });
  });

  it('leaves start_time out while a task waits', async () => {
    const twin = createVirtualTwin();
    for (let index = 0; index < 6; index += 1) {
      await twin.accept(textRequest());
      twin.advance(1);
    }
    const [newest] = (await list(twin)).data;
    expect(newest).toMatchObject({ status: 'PENDING' });
    expect(newest).not.toHaveProperty('start_time');
  });

  it('gives ten a page, newest first', async () => {
    const twin = createVirtualTwin();
    const ids = [];
    for (let index = 0; index < 12; index += 1) {
      ids.push(await twin.accept(textRequest()));
      twin.advance(1);
    }
    const first = await list(twin);
    const second = await list(twin, '?page_no=2');
    expect(first).toMatchObject({ total: 12, total_page: 2, page_no: 1, page_size: 10 });
    expect([...first.data, ...second.data].map(({ task_id }) => task_id)).toEqual(ids.toReversed());
  });

  it.each([
    ['?model_name=wan2.6-i2v', ['wan2.6-i2v']],
    ['?status=RUNNING', ['wan2.6-t2v']],
    ['?status=SUCCEEDED', ['wan2.6-i2v']],
    ['?status=FAILED', []],
    ['?start_time=20261121125000', ['wan2.6-t2v']],
    ['?end_time=20261121125000', ['wan2.6-i2v']],
    ['?start_time=20261121100000&end_time=20261121130000', ['wan2.6-t2v', 'wan2.6-i2v']],
    ['?region=cn-beijing', []],
    ['?page_size=1', ['wan2.6-t2v']],
  ])('filters by %s, times in UTC+8', async (query, models) => {
    const twin = createVirtualTwin({}, shelf);
    await twin.accept(sampleRequest('wan2.6-i2v'));
    twin.advance(3600);
    await twin.accept(textRequest());
    expect((await list(twin, query)).data.map(({ model_name }) => model_name)).toEqual(models);
  });

  it('gives only the task that is named', async () => {
    const twin = createVirtualTwin();
    const [first] = [await twin.accept(textRequest()), await twin.accept(textRequest())];
    const body = await list(twin, `?task_id=${first}`);
    expect(body.data.map(({ task_id }) => task_id)).toEqual([first]);
    expect(await list(twin, '?task_id=1111')).toMatchObject({ total: 0, data: [] });
  });

  it('tells keys apart by number', async () => {
    const twin = createVirtualTwin();
    await twin.accept(textRequest());
    const [row] = (await list(twin)).data;
    expect((await list(twin, `?api_key_id=${row?.api_key_id}`)).total).toBe(1);
    expect((await list(twin, '?api_key_id=1')).total).toBe(0);
  });

  it('forgets a task 24 hours after its end', async () => {
    const twin = createVirtualTwin();
    await twin.accept(textRequest());
    twin.advance(100 + 24 * 3600);
    expect((await list(twin, '?start_time=20261121100000')).total).toBe(0);
  });

  it.each([
    '?start_time=2026-11-21',
    '?page_no=0',
    '?status=DONE',
    '?start_time=20261119000000&end_time=20261121000000',
  ])('refuses %s', async (query) => {
    const response = await createVirtualTwin().send(`/api/v1/tasks/${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'InvalidParameter' });
  });

  it('is found without the trailing slash too, and is throttled at 20 a second', async () => {
    const twin = createVirtualTwin();
    const answers = await Promise.all(
      Array.from({ length: 22 }, () => twin.send('/api/v1/tasks?page_size=1')),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
  });
});
