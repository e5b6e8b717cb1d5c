import { describe, expect, it } from 'vitest';
import { createVirtualTwin, fixture, shapeOf, textRequest } from '../virtual-twin.ts';

async function fillSlots(twin: ReturnType<typeof createVirtualTwin>) {
  const ids = [];
  for (let index = 0; index < 5; index += 1) ids.push(await twin.accept(textRequest()));
  twin.advance(1);
  return ids;
}

describe('cancel', () => {
  it('takes a waiting task out of the queue and says nothing but the request id', async () => {
    const twin = createVirtualTwin();
    await fillSlots(twin);
    const id = await twin.accept(textRequest());
    twin.advance(2);
    const response = await twin.post(`/api/v1/tasks/${id}/cancel`);
    expect(response.status).toBe(200);
    expect(shapeOf(await response.json())).toEqual(shapeOf(fixture('cancel-accepted')));
    const polled = await twin.poll(id);
    expect(shapeOf(polled)).toEqual(shapeOf(fixture('poll-canceled')));
    expect(polled.output).toMatchObject({
      task_status: 'CANCELED',
      end_time: '2026-11-21 12:00:03.000',
    });
  });

  it('lets the next in the queue run in its place', async () => {
    const twin = createVirtualTwin();
    await fillSlots(twin);
    const [first, second] = [await twin.accept(textRequest()), await twin.accept(textRequest())];
    await twin.post(`/api/v1/tasks/${first}/cancel`);
    twin.advance(100);
    expect((await twin.poll(second)).output.task_status).toBe('RUNNING');
    expect((await twin.tasks()).find(({ id }) => id === first)).toMatchObject({
      billed_seconds: 0,
    });
  });

  it.each(['running', 'finished', 'canceled', 'unknown'])(
    'refuses a task that is %s',
    async (state) => {
      const twin = createVirtualTwin();
      const [running = ''] = await fillSlots(twin);
      const waiting = await twin.accept(textRequest());
      await twin.post(`/api/v1/tasks/${waiting}/cancel`);
      if (state === 'finished') twin.advance(3600);
      const ids: Record<string, string> = { canceled: waiting, unknown: '1111' };
      const response = await twin.post(`/api/v1/tasks/${ids[state] ?? running}/cancel`);
      const { message, ...body } = (await response.json()) as { message: string };
      expect(response.status).toBe(400);
      expect(body).toMatchObject({ code: 'UnsupportedOperation' });
      expect(message).toBe((fixture('cancel-refused') as { message: string }).message);
    },
  );

  it('is throttled at 20 a second, apart from polls', async () => {
    const twin = createVirtualTwin();
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => twin.post('/api/v1/tasks/1111/cancel')),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
    expect((await twin.send('/api/v1/tasks/1111')).status).toBe(200);
  });
});
