import { describe, expect, it } from 'vitest';
import { Chat } from '../../../../shared/dashscope/chat.ts';
import { Generations } from '../../../../shared/dashscope/generation.ts';
import { toServiceError } from '../../../../shared/dashscope/provider-failure.ts';
import { createTransport } from '../../../../shared/dashscope/transport.ts';
import { collectAnswer } from '../../../../shared/vision/collect-answer.ts';
import { findVisionModel } from '../../../../shared/vision/models.ts';
import {
  chatQuestion,
  generationQuestion,
  type Question,
} from '../../../../shared/vision/question.ts';
import { fateOf } from '../../../../shared/vision/vision-fate.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createRecord } from '../../../support/fake-record.ts';

type Answered = readonly [status: number, body: string];

const at = '2026-11-21T05:00:00.000Z';
const asked = createRecord({ kind: 'vision', timeline: [{ at, event: 'intend' }] });
const clock = createFakeClock({ jumps: true });

const transportTo = ([status, body]: Answered) =>
  createTransport({
    baseUrl: 'https://provider.example',
    key: { read: async () => 'k', readAgain: async () => 'k' } as never,
    fetch: async () => new Response(body, { status }),
  });
const chatted = (answered: Answered) =>
  chatQuestion(new Chat(transportTo(answered)), { model: 'm', messages: [] }, false);
const request = { model: 'm', input: { messages: [] }, parameters: {} };
const generated = (answered: Answered) =>
  generationQuestion(new Generations(transportTo(answered)), request, false);

/** What becomes of a job whose only ask failed so. */
async function fateAfter(asking: Promise<unknown>) {
  const error = await asking.then(
    () => undefined,
    (failure) => failure,
  );
  return fateOf(asked, toServiceError(error));
}
const collect = (question: Question, name: string) =>
  collectAnswer(
    clock,
    new Date(clock.now().getTime() + 9000),
    question,
    findVisionModel(name).model,
  );
const stream = async (question: Question) => Array.fromAsync(await question.stream(9));

/** The provider's own frames (dashscope-api §9.4, §9.7, §11.3). */
const frame = (body: object) => `data: ${JSON.stringify(body)}\n\n`;
const refusal = (code: string, message: string) =>
  frame({ error: { code, param: null, message, type: code }, id: 'chatcmpl-1', request_id: 'r' });
const delta = (members: object) =>
  frame({
    choices: [{ delta: members, index: 0, logprobs: null, finish_reason: null }],
    usage: null,
  });
const begun = delta({ content: null, role: 'assistant', reasoning_content: '' });
const words = begun + delta({ content: null, reasoning_content: 'Okay' });
const nativeFrame = (event: string, status: number, data: object) =>
  `id:1\nevent:${event}\n:HTTP_STATUS/${status}\ndata:${JSON.stringify(data)}\n\n`;
const nativeRefusal = (status: number, code: string, message: string) =>
  nativeFrame('error', status, { code, message, request_id: 'r' });
const message = { content: [{ text: 'Okay' }], role: 'assistant' };
const nativeWords = nativeFrame('result', 200, {
  output: { choices: [{ message, finish_reason: 'null' }] },
  usage: { input_tokens: 5, output_tokens: 1 },
  request_id: 'r',
});

const input = 'Input text data may contain inappropriate content.';
const output = 'Output data may contain inappropriate content.';
const either = 'Input or output data may contain inappropriate content.';
const moderated = 'data_inspection_failed';
const invalid = 'invalid_parameter_error';
const busy = 'You exceeded your current requests list.';

const refused = (maybe_billed: boolean, code = 'content_policy') => ({ code, maybe_billed });
const again = { name: 'AnswerLost' };
const later = { name: 'Throttled' };

describe('what a question may have cost that was not answered whole', () => {
  it.each([
    ['refused for its input', [400, refusal(moderated, input)], refused(false)],
    ['refused for its output', [400, refusal(moderated, output)], refused(true)],
    ['refused for either', [400, refusal(moderated, either)], refused(true)],
    ['refused as invalid', [400, refusal(invalid, 'No.')], refused(false, 'invalid_parameter')],
    ['refused before a word', [200, refusal(moderated, input)], refused(false)],
    ['refused after the first frame', [200, begun + refusal(moderated, input)], refused(true)],
    ['taken back', [200, words + refusal(moderated, output)], refused(true)],
    ['taken back for either', [200, words + refusal(moderated, either)], refused(true)],
    [
      'begun, then invalid',
      [200, words + refusal(invalid, 'No.')],
      refused(true, 'invalid_parameter'),
    ],
    ['told to wait', [429, refusal('limit_requests', busy)], later],
    ['begun, then told to wait', [200, words + refusal('limit_requests', busy)], again],
    [
      'begun, then failed',
      [200, words + refusal('internal_error', 'Internal server error!')],
      again,
    ],
    ['begun, then cut', [200, words], again],
  ] as const)('in a conversation that is %s', async (_name, answered, fate) => {
    expect(await fateAfter(collect(chatted(answered), 'qvq-max'))).toMatchObject(fate);
    expect(await fateAfter(stream(chatted(answered)))).toMatchObject(fate);
  });

  it.each([
    ['refused for its input', nativeRefusal(400, 'DataInspectionFailed', input), refused(false)],
    ['refused for either', nativeRefusal(400, 'DataInspectionFailed', either), refused(true)],
    ['taken back', nativeWords + nativeRefusal(400, 'DataInspectionFailed', either), refused(true)],
    ['told to wait', nativeRefusal(429, 'Throttling', 'Requests throttling triggered.'), later],
    ['begun, then told to wait', nativeWords + nativeRefusal(429, 'Throttling', busy), again],
  ] as const)('in a reading that is %s', async (_name, body, fate) => {
    expect(await fateAfter(stream(generated([200, body])))).toMatchObject(fate);
  });

  it.each([
    ['for its input', input, refused(false)],
    ['for its output', output, refused(true)],
    ['for either', either, refused(true)],
  ] as const)('in one that is refused %s without a stream', async (_name, words, fate) => {
    const error = { code: moderated, param: null, message: words, type: moderated };
    const answered = [400, JSON.stringify({ error, request_id: 'r' })] as const;
    expect(await fateAfter(collect(chatted(answered), 'qwen3.5-plus'))).toMatchObject(fate);
  });
});
