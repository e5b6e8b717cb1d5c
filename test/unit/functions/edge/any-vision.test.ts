import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { visionHandler } from '../../../../functions/edge/vision.ts';
import { ProblemDocument } from '../../../../shared/contract/problem.ts';
import { type VisionKind, VisionResult } from '../../../../shared/contract/vision.ts';
import type { VisionCreator } from '../../../../shared/vision/create-vision.ts';
import type { VisionWork } from '../../../../shared/vision/vision-work.ts';
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

const anyMedia = fc.constantFrom(image, 'oss://a/b.png', 'asset:ast_0', 'https://m.example/a.png');
const anySchema = fc.oneof(
  fc.jsonValue().map((value) => ({ const: value })),
  fc.dictionary(
    fc.constantFrom('type', 'properties', 'items', '$ref', 'enum', 'not'),
    fc.jsonValue(),
  ),
);

/** Plausible values, so that what is sent comes as far as the provider. */
const plausible: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  image: anyMedia,
  images: fc.array(anyMedia, { maxLength: 3 }),
  video: anyMedia,
  video_frames: fc.array(anyMedia, { minLength: 3, maxLength: 5 }),
  prompt: fc.string({ minLength: 1 }),
  model: fc.constantFrom(
    'qwen3.5-plus',
    'qwen3-vl-plus',
    'qvq-max',
    'qwen-vl-ocr',
    'qwen4-max',
    'x',
  ),
  fps: fc.double(),
  detail: fc.constantFrom('auto', 'low', 'high'),
  max_tokens: fc.integer({ min: 0, max: 140_000 }),
  temperature: fc.double({ min: 0, max: 2 }),
  enable_thinking: fc.boolean(),
  thinking_budget: fc.integer({ min: 0, max: 90_000 }),
  vl_high_resolution_images: fc.boolean(),
  min_pixels: fc.integer({ min: 0, max: 100_000 }),
  max_pixels: fc.integer({ min: 0, max: 100_000 }),
  json_mode: fc.boolean(),
  schema: anySchema,
  stream: fc.boolean(),
  task: fc.constantFrom('text_recognition', 'key_information_extraction', 'advanced_recognition'),
  result_schema: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.jsonValue())),
  enable_rotate: fc.boolean(),
};

const anyFields = fc
  .record(plausible, { requiredKeys: [] })
  .chain((fields) =>
    fc
      .subarray(Object.keys(fields), { maxLength: 4 })
      .map((names) => Object.fromEntries(names.map((name) => [name, fields[name as never]]))),
  );
const anyBody = fc.oneof(
  { weight: 6, arbitrary: anyFields.map((fields) => ({ prompt: 'What?', image, ...fields })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(anyFields, fc.constantFrom(...Object.keys(plausible), 'speed'), fc.jsonValue())
      .map(([fields, name, value]) => ({ prompt: 'What?', image, ...fields, [name]: value })),
  },
  { weight: 1, arbitrary: fc.jsonValue() },
);

/** The last word of a reply: its body, or the event that ended its stream. */
function endOf(contentType: string | undefined, body: string): unknown {
  if (contentType !== 'text/event-stream') return JSON.parse(body);
  const ends = [...body.matchAll(/^event: (?:result|error)\ndata: (.*)$/gm)];
  expect(ends).toHaveLength(1);
  expect(body).toMatch(/event: done\ndata: \{\}\n\n$/);
  return JSON.parse(ends[0]?.[1] ?? '');
}

describe('the vision routes', () => {
  it.each(['analyze', 'reason', 'ocr'] as const)(
    '%s answers whatever JSON it gets, or says what is wrong, and never fails itself',
    async (kind: VisionKind) => {
      const { work } = await worlds.create();
      const logs: string[] = [];
      const world = {
        ...{ environment: {}, clock: createFakeClock(), fetch, aws: {} },
        log: (line: string) => logs.push(line),
      };
      const handler = visionHandler(world, kind, () => work as VisionWork & VisionCreator);
      const property = fc.asyncProperty(anyBody, async (json) => {
        const event = createProxyEvent({ body: JSON.stringify(json) });
        const { preludes, body } = await streams.call(handler, event);
        expect(preludes).toHaveLength(1);
        const end = endOf(preludes[0]?.headers['content-type'], body);
        const problem = ProblemDocument.safeParse(end).data;
        if (!problem) return void VisionResult.parse(end);
        // an answer that cannot fit an impossible schema is the model's
        if (problem.status >= 500) expect(problem.code).toBe('structured_output_invalid');
      });
      await fc.assert(property, { numRuns: 150, seed: 1 });
    },
    30_000,
  );
});
