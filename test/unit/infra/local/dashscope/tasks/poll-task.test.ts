import { describe, expect, it } from 'vitest';
import { createVirtualTwin, fixture, shapeOf, textRequest } from '../virtual-twin.ts';
import { endpointOf, sampleRequest, shelf } from './sample-requests.ts';

const brokenImage = sampleRequest('wan2.6-i2v', { input: { img_url: 'ftp://example.com/x' } });

async function acceptFive(twin: ReturnType<typeof createVirtualTwin>) {
  for (let index = 0; index < 5; index += 1) await twin.accept(textRequest());
  twin.advance(1);
}

describe('poll', () => {
  it('answers PENDING as recorded', async () => {
    const twin = createVirtualTwin();
    await acceptFive(twin);
    const body = await twin.poll(await twin.accept(textRequest()));
    expect(body.output).toMatchObject({
      task_status: 'PENDING',
      submit_time: '2026-11-21 12:00:01.000',
    });
    expect(shapeOf(body)).toEqual(shapeOf(fixture('poll-pending')));
  });

  it('answers RUNNING as recorded', async () => {
    const twin = createVirtualTwin();
    const body = await twin.poll(await twin.accept(textRequest()));
    expect(body.output).toMatchObject({
      task_status: 'RUNNING',
      scheduled_time: '2026-11-21 12:00:00.000',
    });
    expect(shapeOf(body)).toEqual(shapeOf(fixture('poll-running')));
  });

  it('answers FAILED with status 200 as recorded', async () => {
    const twin = createVirtualTwin();
    const body = await twin.finish(brokenImage);
    expect(body).toMatchObject({
      output: {
        task_status: 'FAILED',
        code: 'InvalidURL',
        message: 'Required URL is missing or invalid, please check the request URL.',
        end_time: '2026-11-21 12:00:01.000',
      },
    });
    expect(shapeOf(body)).toEqual(shapeOf(fixture('poll-failed')));
  });

  it('answers SUCCEEDED as recorded', async () => {
    const body = await createVirtualTwin().finish(textRequest('a black cat'));
    expect(body).toMatchObject({
      output: {
        task_status: 'SUCCEEDED',
        submit_time: '2026-11-21 12:00:00.000',
        scheduled_time: '2026-11-21 12:00:00.000',
        end_time: '2026-11-21 12:01:40.000',
        orig_prompt: 'a black cat',
      },
    });
    expect(shapeOf(body)).toEqual(shapeOf(fixture('poll-succeeded')));
  });

  it.each([
    ['wan2.5-t2v-preview', { size: '832*480' }, true],
    ['wan2.5-t2v-preview', { prompt_extend: false }, false],
    ['wan2.6-t2v', { prompt_extend: true }, false],
    ['wan2.7-t2v', { prompt_extend: true }, false],
  ])('gives actual_prompt for %s with %j: %s', async (model, parameters, isGiven) => {
    const { output } = await createVirtualTwin().finish(sampleRequest(model, { parameters }));
    expect('actual_prompt' in output).toBe(isGiven);
  });

  it('puts actual_prompt where it was recorded', async () => {
    const body = await createVirtualTwin().finish(sampleRequest('wan2.5-t2v-preview'));
    expect(shapeOf(body)).toEqual(shapeOf(fixture('poll-succeeded-with-actual-prompt')));
  });

  it('puts the result of a figure model one level deeper', async () => {
    const twin = createVirtualTwin({}, shelf);
    const body = await twin.finish(sampleRequest('wan2.2-s2v'), endpointOf('wan2.2-s2v'));
    expect(shapeOf(body)).toEqual(shapeOf(fixture('poll-succeeded-figure')));
  });

  it.each(['1111', 'no-such-task', '0385dc79-5ff8-4d82-bcb6-000000000000'])(
    'answers UNKNOWN with status 200 for %s',
    async (id) => {
      const twin = createVirtualTwin();
      const response = await twin.send(`/api/v1/tasks/${id}`);
      const body = await response.json();
      expect(response.status).toBe(200);
      expect(body).toMatchObject({ output: { task_id: id, task_status: 'UNKNOWN' } });
      expect(shapeOf(body)).toEqual(shapeOf(fixture('poll-unknown')));
    },
  );

  it('forgets a task 24 hours after its end, not sooner', async () => {
    const twin = createVirtualTwin();
    const id = await twin.accept(textRequest());
    twin.advance(100 + 24 * 3600 - 1);
    expect((await twin.poll(id)).output.task_status).toBe('SUCCEEDED');
    twin.advance(1);
    expect((await twin.poll(id)).output.task_status).toBe('UNKNOWN');
  });

  it('is throttled at 20 a second for the whole account', async () => {
    const twin = createVirtualTwin();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => twin.send(`/api/v1/tasks/${index}`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
    const refused = answers.find(({ status }) => status === 429);
    expect(shapeOf(await refused?.json())).toEqual(shapeOf(fixture('throttled')));
    twin.advance(0.05);
    expect((await twin.send('/api/v1/tasks/1')).status).toBe(200);
    expect((await twin.send('/api/v1/tasks/1')).status).toBe(429);
  });
});
