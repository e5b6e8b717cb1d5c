import { describe, expect, it } from 'vitest';
import { listVideoModels } from '../../../../../../infra/local/dashscope/tasks/models/catalogue.ts';
import { createVirtualTwin, fixture, shapeOf, textRequest } from '../virtual-twin.ts';
import { readRefusal } from './read-refusal.ts';
import { endpointOf, sampleModels, sampleRequest } from './sample-requests.ts';

describe('submit', () => {
  it('answers as recorded', async () => {
    const response = await createVirtualTwin().submit(textRequest());
    const body = await response.json();
    expect(response.status).toBe(200);
    expect(shapeOf(body)).toEqual(shapeOf(fixture('submit-accepted')));
    expect(body).toMatchObject({ output: { task_status: 'PENDING' } });
  });

  it.each(sampleModels)('takes %s', async (model) => {
    const response = await createVirtualTwin().submit(sampleRequest(model), endpointOf(model));
    expect(response.status).toBe(200);
  });

  it('is tried here with every model of the catalogue', () => {
    expect(sampleModels).toEqual(expect.arrayContaining([...listVideoModels()]));
  });

  it('takes a request without parameters', async () => {
    const response = await createVirtualTwin().submit({
      model: 'wan2.6-t2v',
      input: { prompt: 'x' },
    });
    expect(response.status).toBe(200);
  });

  it('ignores fields it does not know', async () => {
    const body = sampleRequest('wan2.6-t2v', { input: { mood: 'sad' }, parameters: { shiny: 1 } });
    expect((await createVirtualTwin().submit(body)).status).toBe(200);
  });
});

describe('order of checks', () => {
  const synchronous = { headers: { 'x-dashscope-async': '' } };

  it.each([
    ['no model', { input: {} }, {}, 400, 'BadRequest.EmptyModel'],
    [
      'an unknown model before a missing header',
      { model: 'wan9' },
      synchronous,
      400,
      'InvalidParameter',
    ],
    [
      'a missing async header before missing fields',
      { model: 'wan2.6-t2v' },
      synchronous,
      403,
      'AccessDenied',
    ],
    ['no input', { model: 'wan2.6-t2v' }, {}, 400, 'BadRequest.EmptyInput'],
  ])('refuses %s', async (_name, body, call, status, code) => {
    expect(await readRefusal(body, call)).toMatchObject({ status, code });
  });

  it('words an unknown model and a synchronous call as documented', async () => {
    expect((await readRefusal({ model: 'wan9', input: {} })).message).toBe('Model not exist.');
    expect((await readRefusal(textRequest(), synchronous)).message).toBe(
      'current user api does not support synchronous calls.',
    );
  });

  it('throttles before it reads the fields', async () => {
    const twin = createVirtualTwin();
    const bad = { model: 'wan2.6-t2v', input: {} };
    const answers = await Promise.all(Array.from({ length: 7 }, () => twin.submit(bad)));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 429, 429]);
  });
});
