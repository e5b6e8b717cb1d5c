import { describe, expect, it } from 'vitest';
import { VisionResult } from '../../shared/contract/vision.ts';
import { photo } from '../support/media.ts';
import { firstOwner } from '../support/system.ts';

const owner = firstOwner();
const image = `data:image/jpeg;base64,${Buffer.from(photo()).toString('base64')}`;

async function ask(kind: string, request: object): Promise<VisionResult> {
  const reply = await owner.post(`/v1/vision/${kind}`, request);
  if (reply.status !== 200) throw new Error(reply.text);
  return VisionResult.parse(reply.json);
}

/** The events of a stream that must be answered: their names and the result. */
async function streamed(kind: string, request: object) {
  const { text } = await owner.post(`/v1/vision/${kind}`, { ...request, stream: true });
  const names = [...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);
  const [, result = ''] = /^event: result\ndata: (.*)$/m.exec(text) ?? [];
  return { names: [...new Set(names)], result: VisionResult.parse(JSON.parse(result)) };
}

describe('POST /v1/vision/reason', () => {
  it('thinks first, and collects what its model only streams', async () => {
    const result = await ask('reason', { image, prompt: 'What is this?' });
    expect(result).toMatchObject({ model: 'qvq-max', finish_reason: 'stop' });
    expect(result.reasoning).not.toBe('');
  });
});

describe('POST /v1/vision/ocr', () => {
  it('reads text without a prompt', async () => {
    expect(await ask('ocr', { image })).toMatchObject({ model: 'qwen-vl-ocr', json: null });
  });

  it('extracts key values, streamed or not', async () => {
    const task = { task: 'key_information_extraction', result_schema: { Vehicle: '' } };
    const json = { Vehicle: expect.any(String) };
    expect((await ask('ocr', { image, ...task })).json).toEqual(json);
    const { names, result } = await streamed('ocr', { image, ...task });
    expect(names).toEqual(['text.delta', 'result', 'done']);
    expect(result.json).toEqual(json);
  });
});
