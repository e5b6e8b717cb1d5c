import { describe, expect, it } from 'vitest';
import { createVirtualTwin, fixture, shapeOf, textRequest } from '../virtual-twin.ts';
import { endpointOf, sampleRequest, shelf } from './sample-requests.ts';

type VirtualTwin = ReturnType<typeof createVirtualTwin>;

async function countStates(twin: VirtualTwin, model: string) {
  const counts: Record<string, number> = { PENDING: 0, RUNNING: 0, SUCCEEDED: 0 };
  for (const task of await twin.tasks()) {
    if (task.model === model) counts[String(task.status)] = (counts[String(task.status)] ?? 0) + 1;
  }
  return counts;
}

describe('submit rate and slots (dashscope-api §2.3)', () => {
  it.each([
    ['wan3.0-video', 5, 5],
    ['wan2.7-t2v', 5, 5],
    ['wan2.6-t2v', 5, 5],
    ['wan2.6-i2v-flash', 5, 5],
    ['wan2.5-t2v-preview', 5, 5],
    ['happyhorse-1.1-t2v', 5, 5],
    ['wan2.2-t2v-plus', 2, 2],
    ['wanx2.1-t2v-plus', 2, 2],
    ['wan2.2-kf2v-flash', 2, 2],
    ['wan2.1-kf2v-plus', 1, 2],
    ['wan2.1-vace-plus', 2, 2],
    ['wan2.2-animate-move', 5, 1],
    ['wan2.2-s2v', 5, 1],
  ])('%s takes %i a second and runs %i at once', async (model, perSecond, slots) => {
    const twin = createVirtualTwin({}, shelf);
    const submit = () => twin.submit(sampleRequest(model), endpointOf(model));
    const burst = await Promise.all(Array.from({ length: 8 }, submit));
    expect(burst.filter(({ status }) => status === 200)).toHaveLength(perSecond);
    for (let index = 0; index < 3; index += 1) {
      twin.advance(1);
      await submit();
    }
    const states = await countStates(twin, model);
    expect(states.RUNNING).toBe(slots);
    expect(states.PENDING).toBe(perSecond + 3 - slots);
  });

  it('accepts 5 of 1,000 submits at once and refuses the rest as recorded', async () => {
    const twin = createVirtualTwin();
    const answers = await Promise.all(
      Array.from({ length: 1000 }, () => twin.submit(textRequest())),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(refused).toHaveLength(995);
    expect(shapeOf(await refused[0]?.json())).toEqual(shapeOf(fixture('throttled')));
    expect(await twin.tasks()).toHaveLength(5);
  });

  it('keeps models apart', async () => {
    const twin = createVirtualTwin();
    const models = ['wan2.6-t2v', 'wan2.6-t2v-us', 'wan2.5-t2v-preview'];
    const answers = await Promise.all(
      models.flatMap((model) =>
        Array.from({ length: 6 }, () => twin.submit(textRequest('a cat', model))),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(15);
  });
});

describe('a queue under 1,000 tasks', () => {
  /** Both models render 5 s of 720P: 100 s each, five at a time, so one leaves every 20 s on average. */
  const models = ['wan2.6-t2v', 'wan2.5-t2v-preview'];
  const renderSeconds = 100;
  const slots = 5;

  it('runs five of each model, keeps the rest waiting in order, and ends them all', async () => {
    const twin = createVirtualTwin();
    for (let second = 0; second < 100; second += 1) {
      for (const model of models) {
        const answers = await Promise.all(
          Array.from({ length: slots }, () => twin.submit(textRequest('a cat', model))),
        );
        expect(answers.map(({ status }) => status)).toEqual(Array(slots).fill(200));
      }
      const accepted = slots * (second + 1);
      for (const model of models) {
        expect(await countStates(twin, model)).toEqual({
          PENDING: accepted - slots,
          RUNNING: slots,
          SUCCEEDED: 0,
        });
      }
      twin.advance(1);
    }

    for (let round = 1; round <= 100; round += 1) {
      for (const model of models) {
        const ended = slots * round;
        expect(await countStates(twin, model)).toEqual({
          PENDING: Math.max(0, 500 - ended - slots),
          RUNNING: Math.min(slots, 500 - ended),
          SUCCEEDED: ended,
        });
      }
      twin.advance(renderSeconds);
    }
    const tasks = await twin.tasks();
    expect(tasks.map(({ status }) => status)).toEqual(Array(1000).fill('SUCCEEDED'));
    expect(tasks.reduce((sum, task) => sum + Number(task.billed_seconds), 0)).toBe(5000);
  });

  it('refuses the 501st that would wait, as throttling', async () => {
    const twin = createVirtualTwin();
    const held = textRequest('[[twin:slow_pending seconds=90000]]');
    for (let second = 0; second < 100; second += 1) {
      await Promise.all(Array.from({ length: 5 }, () => twin.submit(held)));
      twin.advance(1);
    }
    const response = await twin.submit(textRequest());
    expect(response.status).toBe(429);
    expect(await response.json()).toMatchObject({
      code: 'Throttling',
      message: 'Requests throttling triggered.',
    });
  });
});

describe('time', () => {
  it.each([
    ['wan2.6-t2v', { size: '1280*720', duration: 5 }, 100],
    ['wan2.6-t2v', { size: '1920*1080', duration: 5 }, 200],
    ['wan2.6-t2v', { size: '1920*1080', duration: 15 }, 360],
    ['wan2.5-t2v-preview', { size: '832*480', duration: 10 }, 140],
    ['wan2.1-vace-plus', {}, 300],
  ])('%s with %j takes %i s of task time', async (model, parameters, seconds) => {
    const twin = createVirtualTwin({}, shelf);
    const id = await twin.accept(sampleRequest(model, { parameters }), endpointOf(model));
    twin.advance(seconds - 0.001);
    expect((await twin.poll(id)).output.task_status).toBe('RUNNING');
    twin.advance(0.001);
    expect((await twin.poll(id)).output.task_status).toBe('SUCCEEDED');
  });

  it('is divided by the speed', async () => {
    const twin = createVirtualTwin({ speed: 33 });
    const id = await twin.accept(textRequest());
    twin.advance(3);
    expect((await twin.poll(id)).output.task_status).toBe('RUNNING');
    twin.advance(0.1);
    expect((await twin.poll(id)).output.task_status).toBe('SUCCEEDED');
  });

  it('does not divide the rate limits', async () => {
    const twin = createVirtualTwin({ speed: 33 });
    await Promise.all(Array.from({ length: 5 }, () => twin.submit(textRequest())));
    twin.advance(0.199);
    expect((await twin.submit(textRequest())).status).toBe(429);
  });

  it('can be moved by the clock route', async () => {
    const twin = createVirtualTwin();
    const id = await twin.accept(textRequest());
    const moved = await twin.post('/_twin/clock', { advance_seconds: 100 }, { key: null });
    expect(await moved.json()).toEqual({ now: '2026-11-21T04:01:40.000Z' });
    expect((await twin.poll(id)).output.task_status).toBe('SUCCEEDED');
  });

  it.each([{ advance_seconds: -1 }, { advance_seconds: '5' }, {}])(
    'is not moved by %j',
    async (body) => {
      const response = await createVirtualTwin().post('/_twin/clock', body, { key: null });
      expect(response.status).toBe(400);
    },
  );
});
