import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { chatHandler } from '../../../../functions/edge/chat.ts';
import { ChatCompletion } from '../../../../shared/contract/chat.ts';
import { ProblemDocument } from '../../../../shared/contract/problem.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createProxyEvent } from '../../../support/fake-gateway.ts';
import { fakeResponseStreams } from '../../../support/fake-response-stream.ts';
import { image, startVision } from '../../shared/vision/vision-world.ts';

const streams = fakeResponseStreams();
const worlds = await startVision();
afterAll(async () => {
  streams.restore();
  await worlds.close();
});

const anyUrl = fc.constantFrom(image, 'oss://a/b.png', 'asset:ast_0', 'http://10.0.0.1/', '');
const anyPart = fc.oneof(
  fc.record({ type: fc.constant('text'), text: fc.string() }),
  fc.record({ type: fc.constant('image_url'), image_url: fc.record({ url: anyUrl }) }),
  fc.record({ type: fc.constant('video'), video: fc.array(anyUrl, { maxLength: 4 }) }),
  fc.jsonValue(),
);
const anyMessage = fc.oneof(
  fc.record({ role: fc.constant('user'), content: fc.oneof(fc.string(), fc.array(anyPart)) }),
  fc.record({ role: fc.constantFrom('system', 'assistant', 'tool', 'x'), content: fc.jsonValue() }),
);
/** What the provider answers, so that it is not refusals alone that are seen. */
const plausible = fc.record({
  model: fc.constantFrom('qwen3-vl-plus', 'qvq-max'),
  messages: fc.array(
    fc.record({
      role: fc.constant('user'),
      content: fc.oneof(
        fc.string({ minLength: 1 }),
        fc.constant([{ type: 'image_url', image_url: { url: image } }]),
      ),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  stream: fc.boolean(),
  max_tokens: fc.integer({ min: 1, max: 100 }),
  user: fc.string(),
});
const anyBody = fc.oneof(
  { weight: 2, arbitrary: plausible },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        model: fc.constantFrom('qwen3-vl-plus', 'qvq-max', 'qwen-vl-ocr', 'x'),
        messages: fc
          .array(anyMessage, { maxLength: 2 })
          .map((earlier) => [...earlier, { role: 'user', content: 'Hi' }]),
        stream: fc.oneof(fc.boolean(), fc.constant(null)),
        stream_options: fc.record({ include_usage: fc.boolean() }),
        max_tokens: fc.oneof(fc.integer(), fc.jsonValue()),
        n: fc.integer({ min: 0, max: 5 }),
        tools: fc.jsonValue(),
        response_format: fc.jsonValue(),
      },
      { requiredKeys: ['model', 'messages'] },
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);

/** The last word of a reply: its body, or the frame that ended its stream. */
function endOf(contentType: string | undefined, body: string): string {
  if (contentType !== 'text/event-stream') return body;
  return body.trimEnd().split('\n\n').at(-1)?.replace('data: ', '') ?? '';
}

describe('the chat route', () => {
  it('answers whatever JSON it gets, or says what is wrong, and never fails itself', async () => {
    const { work } = await worlds.create();
    const world = {
      ...{ environment: {}, clock: createFakeClock(), fetch, aws: {} },
      log: () => {},
    };
    const handler = chatHandler(world, () => work);
    const answers: unknown[] = [];
    const property = fc.asyncProperty(anyBody, async (json) => {
      const event = createProxyEvent({ body: JSON.stringify(json) });
      const { preludes, body } = await streams.call(handler, event);
      expect(preludes).toHaveLength(1);
      const end = endOf(preludes[0]?.headers['content-type'], body);
      const problem =
        end === '[DONE]' ? undefined : ProblemDocument.safeParse(JSON.parse(end)).data;
      if (problem) expect(problem.status).toBeLessThan(500);
      else answers.push(end === '[DONE]' ? end : ChatCompletion.parse(JSON.parse(end)).id);
    });
    await fc.assert(property, { numRuns: 150, seed: 1 });
    expect(answers.length).toBeGreaterThan(10);
  });
});
