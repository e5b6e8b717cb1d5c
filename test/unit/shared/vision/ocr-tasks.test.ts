import { afterAll, describe, expect, it } from 'vitest';
import { VisionResult, visionRequests } from '../../../../shared/contract/vision.ts';
import { image, startVision } from './vision-world.ts';

const worlds = await startVision();
afterAll(() => worlds.close());

const reading = (fields: object) => visionRequests.ocr.parse({ image, ...fields });
const invoice = { task: 'key_information_extraction', result_schema: { 'Invoice No': '' } };

describe('an OCR task', () => {
  it('goes to the native endpoint, pixels and rotation inside the image', async () => {
    const { answer, bodies } = await worlds.create();
    await answer(reading({ ...invoice, enable_rotate: true, max_pixels: 8000 }), 'ocr');
    expect(bodies).toEqual([
      {
        model: 'qwen-vl-ocr',
        input: {
          messages: [{ role: 'user', content: [{ image, max_pixels: 8000, enable_rotate: true }] }],
        },
        parameters: {
          ocr_options: {
            task: 'key_information_extraction',
            task_config: { result_schema: { 'Invoice No': '' } },
          },
          max_tokens: 4096,
        },
      },
    ]);
  });

  const tasks = [
    ['text_recognition', null],
    ['multi_lan', null],
    ['table_parsing', null],
    ['document_parsing', null],
    ['formula_recognition', null],
    ['key_information_extraction', expect.objectContaining({ content: expect.any(String) })],
    ['advanced_recognition', expect.arrayContaining([expect.objectContaining({ text: 'A' })])],
  ] as const;
  it.each(tasks)('%s is answered, streamed or not, the same', async (task, json) => {
    const { answer, stream } = await worlds.create();
    const whole = VisionResult.parse(await answer(reading({ task }), 'ocr'));
    expect(whole).toMatchObject({ finish_reason: 'stop', truncated: false });
    expect(whole.json).toEqual(json);
    expect(whole.usage?.total_tokens).toBeGreaterThan(0);
    const events = await stream(reading({ task }), 'ocr');
    const deltas = events.map(({ data }) => ('delta' in data ? data.delta : ''));
    expect(deltas.join('')).toBe(whole.text);
    expect(events.at(-1)?.data).toEqual({ ...whole, id: expect.any(String) });
  });

  it('turns an image upright for a prompt, too', async () => {
    const { answer, bodies } = await worlds.create();
    const result = await answer(reading({ prompt: 'Read it.', enable_rotate: true }), 'ocr');
    expect(result.text).toContain('Read it.');
    expect(bodies[0]).toMatchObject({
      input: { messages: [{ content: [{ enable_rotate: true }, { text: 'Read it.' }] }] },
    });
  });

  const refusals = [
    [{ kind: 'status', status: 400, code: 'DataInspectionFailed' }, 'content_policy'],
    [{ kind: 'status', status: 401, code: 'InvalidApiKey' }, 'provider_misconfigured'],
    [{ kind: 'stream_cut' }, 'provider_error'],
    [{ kind: 'moderation_in_stream' }, 'content_policy'],
  ] as const;
  it.each(refusals)('streamed meets %o as %s', async (fault, code) => {
    const { stream, injectAnywhere } = await worlds.create();
    await injectAnywhere(fault);
    await expect(stream(reading({ task: 'multi_lan' }), 'ocr')).rejects.toMatchObject({ code });
  });

  it('streamed is refused before the stream when the provider refuses inside of it', async () => {
    const { stream } = await worlds.create();
    const unreadable = reading({ image: 'oss://nothing', task: 'multi_lan' });
    await expect(stream(unreadable, 'ocr')).rejects.toMatchObject({
      code: 'invalid_media',
      errors: [{ pointer: '/image' }],
    });
  });
});
