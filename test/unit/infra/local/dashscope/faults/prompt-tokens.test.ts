import { describe, expect, it } from 'vitest';
import { readPromptFaults } from '../../../../../../infra/local/dashscope/faults/prompt-tokens.ts';
import { createVirtualTwin, textRequest } from '../virtual-twin.ts';

const read = (prompt: string) =>
  readPromptFaults(Buffer.from(JSON.stringify({ input: { prompt } }))).map(({ match, fault }) => ({
    match,
    fault,
  }));

describe('readPromptFaults', () => {
  it.each([
    ['a cat', []],
    ['[[twin:never_ends]] a cat', [{ match: {}, fault: { kind: 'never_ends' } }]],
    [
      'a [[twin:task_failed code=DataInspectionFailed]] cat',
      [{ match: {}, fault: { kind: 'task_failed', code: 'DataInspectionFailed' } }],
    ],
    [
      '[[twin:status status=429 message="slow down, please"]]',
      [{ match: {}, fault: { kind: 'status', status: 429, message: 'slow down, please' } }],
    ],
    [
      '[[twin:unknown_early nth=2 times=3]]',
      [{ match: { nth: 2, times: 3 }, fault: { kind: 'unknown_early' } }],
    ],
    [
      '[[twin:result_truncated silent=true]][[twin:slow_pending seconds=1.5]]',
      [
        { match: {}, fault: { kind: 'result_truncated', silent: true } },
        { match: {}, fault: { kind: 'slow_pending', seconds: 1.5 } },
      ],
    ],
  ])('reads %s', (prompt, expected) => {
    expect(read(prompt)).toEqual(expected);
  });

  it.each([
    '[[twin:rain]]',
    '[[twin:delay]]',
    '[[twin:never_ends often=1]]',
    '[[twin:Status]]',
    '[[twin:delay seconds=]]',
    '[[twin:',
  ])('refuses %s, which would let a test pass for nothing', (prompt) => {
    expect(() => read(prompt)).toThrow('The twin knows no such fault');
  });

  it.each([
    ['[[twin:delay]]', /delay\. seconds /],
    ['[[twin:never_ends often=1]]', /often=1\. .*often/],
    ['[[twin:rain]]', /rain\. npm run twin -- --help/],
  ])('tells what is wrong with %s', (prompt, words) => {
    expect(() => read(prompt)).toThrow(words);
  });
});

describe('a token in a prompt', () => {
  it('breaks the submit that carries it and no other', async () => {
    const twin = createVirtualTwin();
    const broken = textRequest('[[twin:status code=Arrearage]]');
    expect((await twin.submit(broken)).status).toBe(400);
    expect((await twin.submit(textRequest())).status).toBe(200);
  });

  it('does not break the polls of the task', async () => {
    const twin = createVirtualTwin();
    const id = await twin.accept(textRequest('[[twin:delay seconds=2]]'));
    expect(twin.waited).toEqual([2000]);
    await twin.poll(id);
    expect(twin.waited).toEqual([2000]);
  });

  it('works in a chat message', async () => {
    const response = await createVirtualTwin().post('/compatible-mode/v1/chat/completions', {
      model: 'qwen3.5-plus',
      messages: [{ role: 'user', content: [{ type: 'text', text: '[[twin:status status=503]]' }] }],
    });
    expect(response.status).toBe(503);
  });

  it('that is unknown is refused as a bad parameter', async () => {
    const response = await createVirtualTwin().submit(textRequest('[[twin:rain]]'));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'InvalidParameter' });
  });
});
