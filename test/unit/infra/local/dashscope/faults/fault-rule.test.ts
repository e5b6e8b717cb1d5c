import { describe, expect, it } from 'vitest';
import { createVirtualTwin, type Json, textRequest } from '../virtual-twin.ts';

const fault = { kind: 'status', status: 500 };

async function statuses(match: Json, count = 5) {
  const twin = createVirtualTwin();
  await twin.inject(fault, match);
  const answers = [];
  for (let index = 0; index < count; index += 1) {
    answers.push((await twin.submit(textRequest())).status);
    twin.advance(1);
  }
  return answers;
}

describe('when a fault is met', () => {
  it.each<[Json, number[]]>([
    [{}, [500, 500, 500, 500, 500]],
    [{ times: 2 }, [500, 500, 200, 200, 200]],
    [{ nth: 3 }, [200, 200, 500, 200, 200]],
    [{ nth: 2, times: 2 }, [200, 500, 500, 200, 200]],
    [{ method: 'post' }, [500, 500, 500, 500, 500]],
    [{ method: 'GET' }, [200, 200, 200, 200, 200]],
    [{ path: 'video-generation' }, [500, 500, 500, 500, 500]],
    [{ path: 'image2video' }, [200, 200, 200, 200, 200]],
    [{ model: 'wan2.6-t2v' }, [500, 500, 500, 500, 500]],
    [{ model: 'wan2.6-i2v' }, [200, 200, 200, 200, 200]],
  ])('%j answers %j', async (match, expected) => {
    expect(await statuses(match)).toEqual(expected);
  });

  it('counts only the calls that match', async () => {
    const twin = createVirtualTwin();
    const id = await twin.accept(textRequest());
    await twin.inject(fault, { path: '/tasks/', nth: 2 });
    const polls = [];
    for (let index = 0; index < 3; index += 1) {
      await twin.submit(textRequest());
      polls.push((await twin.send(`/api/v1/tasks/${id}`)).status);
    }
    expect(polls).toEqual([200, 500, 200]);
  });

  it('knows the model of a poll by its task', async () => {
    const twin = createVirtualTwin();
    const [first, second] = [
      await twin.accept(textRequest()),
      await twin.accept(textRequest('a cat', 'wan2.6-t2v-us')),
    ];
    await twin.inject(fault, { model: 'wan2.6-t2v-us' });
    expect((await twin.send(`/api/v1/tasks/${first}`)).status).toBe(200);
    expect((await twin.send(`/api/v1/tasks/${second}`)).status).toBe(500);
  });

  it('lets the next fault through when an earlier one is spent', async () => {
    const twin = createVirtualTwin();
    await twin.inject({ kind: 'status', status: 429 }, { times: 1 });
    await twin.inject({ kind: 'status', status: 503 }, { times: 1 });
    const submit = async () => (await twin.submit(textRequest())).status;
    expect([await submit(), await submit(), await submit()]).toEqual([429, 503, 200]);
  });

  it('is over when the faults are cleared', async () => {
    const twin = createVirtualTwin();
    await twin.inject(fault);
    const cleared = await twin.send('/_twin/faults', { method: 'DELETE', key: null });
    expect(cleared.status).toBe(204);
    expect((await twin.submit(textRequest())).status).toBe(200);
  });

  it('never touches the routes of the twin itself', async () => {
    const twin = createVirtualTwin();
    await twin.inject(fault);
    expect((await twin.send('/_twin/tasks', { key: null })).status).toBe(200);
  });
});

describe('POST /_twin/faults', () => {
  it.each<[string, Json]>([
    ['no fault', {}],
    ['an unknown kind', { fault: { kind: 'rain' } }],
    ['an unknown detail', { fault: { kind: 'never_ends', mood: 'bad' } }],
    ['a missing detail', { fault: { kind: 'delay' } }],
    ['an unknown match', { match: { key: 'x' }, fault }],
    ['a status that is no error', { fault: { kind: 'status', status: 200 } }],
  ])('refuses %s', async (_name, body) => {
    const response = await createVirtualTwin().post('/_twin/faults', body, { key: null });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'InvalidParameter' });
  });

  it('answers with the fault as it was understood', async () => {
    const response = await createVirtualTwin().inject({ kind: 'result_status' }, { times: 1 });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({
      match: { times: 1 },
      fault: { kind: 'result_status', status: 503 },
    });
  });
});
