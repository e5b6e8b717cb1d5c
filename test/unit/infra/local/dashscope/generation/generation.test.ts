import { describe, expect, it } from 'vitest';
import { samplePicture } from '../media/sample-media.ts';
import { createVirtualTwin, mediaOrigin, shapeOf } from '../virtual-twin.ts';

const path = '/api/v1/services/aigc/multimodal-generation/generation';
const streaming = { headers: { 'x-dashscope-sse': 'enable' } };
const shelf = { 'a.jpg': { bytes: await samplePicture('jpeg', 640, 480), mime: 'image/jpeg' } };
const image = { image: `${mediaOrigin}/a.jpg`, min_pixels: 3072, max_pixels: 8_388_608 };

const asking = (
  content: readonly object[],
  parameters: object = {},
  model = 'qwen-vl-ocr-2025-11-20',
) => ({
  model,
  input: { messages: [{ role: 'user', content }] },
  parameters: { max_tokens: 4096, ...parameters },
});
const task = (name: string, task_config?: object) => ({ ocr_options: { task: name, task_config } });

async function answer(body: unknown) {
  const response = await createVirtualTwin({}, shelf).post(path, body);
  return { status: response.status, json: (await response.json()) as Record<string, never> };
}

/** `id`, `event`, the comment and the data of every frame. */
async function framesOf(body: unknown, inject?: object) {
  const twin = createVirtualTwin({}, shelf);
  if (inject) await twin.inject({ ...inject });
  const response = await twin.post(path, body, streaming);
  const frames = (await response.text()).split('\n\n').filter(Boolean);
  const lines = frames.map((frame) => frame.split('\n'));
  return {
    status: response.status,
    lines,
    data: lines.map((one) => JSON.parse(one[3]?.slice(5) ?? '')),
  };
}

/** The sample of dashscope-api §11.2. */
const recorded = {
  output: {
    choices: [
      {
        finish_reason: 'stop',
        message: {
          role: 'assistant',
          content: [{ text: '…', ocr_result: { kv_result: { 'Invoice No': '24329116804000' } } }],
        },
      },
    ],
  },
  usage: {
    input_tokens: 524,
    output_tokens: 65,
    total_tokens: 589,
    image_tokens: 310,
    input_tokens_details: { image_tokens: 310, text_tokens: 214 },
    output_tokens_details: { text_tokens: 65 },
  },
  request_id: '5f79aafc-8749-4ea2-b122-7d8541d58b6c',
};

describe('the native multimodal endpoint', () => {
  it('answers in the recorded shape', async () => {
    const schema = { result_schema: { 'Invoice No': '' } };
    const { status, json } = await answer(
      asking([image], task('key_information_extraction', schema)),
    );
    expect(status).toBe(200);
    expect(shapeOf(json)).toEqual(shapeOf(recorded));
  });

  it('answers a prompt like the compatible endpoint', async () => {
    const { json } = await answer(asking([image, { text: 'What is it?' }], {}, 'qwen3-vl-plus'));
    expect(JSON.stringify(json)).toContain('640×480');
  });

  it.each([
    ['table_parsing', /^```html/],
    ['document_parsing', /section/],
    ['formula_recognition', /^\$\$/],
    ['advanced_recognition', /^```json/],
    ['multi_lan', /JPEG/],
  ])('writes %s as documented', async (name, text) => {
    const { json } = await answer(asking([image], task(name)));
    const { output } = json as unknown as typeof recorded;
    expect(output.choices[0]?.message.content[0]?.text).toMatch(text);
  });

  it('says "null" for what is not in the picture', async () => {
    const schema = { result_schema: { Buyer: { Missing: '' } } };
    const { json } = await answer(asking([image], task('key_information_extraction', schema)));
    expect(json).toMatchObject({
      output: {
        choices: [
          { message: { content: [{ ocr_result: { kv_result: { Buyer: { Missing: 'null' } } } }] } },
        ],
      },
    });
  });

  it('streams frames, the word "null" until the end', async () => {
    const body = asking([image], { ...task('multi_lan'), incremental_output: true });
    const { status, lines, data } = await framesOf(body);
    expect(status).toBe(200);
    expect(lines[0]?.slice(0, 3)).toEqual(['id:1', 'event:result', ':HTTP_STATUS/200']);
    const reasons = data.map(({ output }) => output.choices[0].finish_reason);
    expect(reasons).toEqual([...reasons.slice(1).map(() => 'null'), 'stop']);
    expect(data.at(-1).output.choices[0].message.content).toEqual([]);
  });

  it('repeats what it has said so far unless it is asked for increments', async () => {
    const { data } = await framesOf(asking([image], task('multi_lan')));
    const texts = data.map(({ output }) => output.choices[0].message.content[0]?.text ?? '');
    for (const [index, text] of texts.slice(1, -1).entries())
      expect(text.startsWith(texts[index])).toBe(true);
  });

  it.each([
    [{ model: 'qwen-vl-ocr' }, 400, 'BadRequest.EmptyInput'],
    [{ input: {} }, 400, 'BadRequest.EmptyModel'],
    [asking([{ type: 'text' }]), 400, 'InvalidParameter'],
    [asking([{ image: 'https://nowhere.invalid/a.jpg' }]), 400, 'InvalidParameter'],
    [asking([image], {}, 'moondream'), 400, 'InvalidParameter'],
    [asking([image], { max_tokens: 99_999 }), 400, 'InvalidParameter'],
    [asking([image], { enable_thinking: true }), 400, 'InvalidParameter.NotSupportEnableThinking'],
    [asking([image], {}, 'qvq-max'), 400, 'InvalidParameter'],
  ])('refuses %o with %i %s', async (body, status, code) => {
    const refusal = await answer(body);
    expect(refusal).toMatchObject({ status, json: { code } });
    expect(Object.keys(refusal.json)).toEqual(['code', 'message', 'request_id']);
  });

  it('takes no asynchronous calls', async () => {
    const headers = { 'x-dashscope-async': 'enable' };
    const response = await createVirtualTwin({}, shelf).post(path, asking([image]), { headers });
    expect([response.status, (await response.json()) as object]).toMatchObject([
      403,
      { code: 'AccessDenied' },
    ]);
  });

  it('refuses inside a stream with HTTP 200 and an error frame', async () => {
    const { status, lines, data } = await framesOf(asking([image], { max_tokens: 99_999 }));
    expect([status, lines[0]?.slice(0, 3)]).toEqual([
      200,
      ['id:1', 'event:error', ':HTTP_STATUS/400'],
    ]);
    expect(data).toMatchObject([{ code: 'InvalidParameter' }]);
  });

  it('moderates in the middle of a stream', async () => {
    const body = asking([image], task('multi_lan'));
    const { data } = await framesOf(body, { kind: 'moderation_in_stream' });
    expect(data.length).toBeGreaterThan(1);
    expect(data.at(-1)).toMatchObject({ code: 'DataInspectionFailed' });
  });
});
