import { describe, expect, it } from 'vitest';
import { CreateVideoRequest } from '../../../../shared/contract/video.ts';
import { catalogue, findModel } from '../../../../shared/video/catalogue.ts';
import { planVideo } from '../../../../shared/video/plan-video.ts';
import { mediaOf, toTaskPayload } from '../../../../shared/video/task-payload.ts';
import fc from '../../../support/fake-chance.ts';

const img_url = 'https://host.example/cat.jpg';
const audio_url = 'https://host.example/voice.wav';
const payloadOf = (request: CreateVideoRequest) => toTaskPayload(planVideo(request), new Map());
const problemsOf = (request: CreateVideoRequest) => {
  try {
    planVideo(request);
    return [];
  } catch (error) {
    return (error as { errors: { pointer: string; code: string; detail: string }[] }).errors;
  }
};
const pointersOf = (request: CreateVideoRequest) =>
  problemsOf(request).map(({ pointer }) => pointer);
const textModels = catalogue.filter(({ mode }) => mode === 't2v').map(({ id }) => id);
const imageModels = catalogue.filter(({ mode }) => mode === 'i2v').map(({ id }) => id);
const requestFor = (model: string): CreateVideoRequest =>
  textModels.includes(model) ? { model, prompt: 'a cat' } : { model, img_url };

describe('planVideo', () => {
  it('sends our own defaults explicitly for text', () => {
    expect(payloadOf({ prompt: 'a cat' })).toEqual({
      model: 'wan2.6-t2v',
      input: { prompt: 'a cat' },
      parameters: { size: '1280*720', duration: 5 },
    });
  });

  it('sends our own defaults explicitly for an image', () => {
    expect(payloadOf({ img_url })).toEqual({
      model: 'wan2.6-i2v-flash',
      input: { img_url },
      parameters: { resolution: '720P', duration: 5 },
    });
  });

  it('puts every field where the provider wants it', () => {
    const { input, parameters } = payloadOf({
      model: 'wan2.6-i2v-flash',
      img_url,
      prompt: 'move',
      negative_prompt: 'blur',
      audio_url,
      template: 'flying',
      resolution: '1080P',
      duration: 15,
      seed: 7,
      prompt_extend: true,
      watermark: false,
      shot_type: 'multi',
      audio: false,
      deadline_seconds: 60,
      metadata: { a: 'b' },
    });
    const places = { input: Object.keys(input).sort(), parameters: Object.keys(parameters).sort() };
    expect(places).toEqual({
      input: ['audio_url', 'img_url', 'negative_prompt', 'prompt', 'template'],
      parameters: [
        'audio',
        'duration',
        'prompt_extend',
        'resolution',
        'seed',
        'shot_type',
        'watermark',
      ],
    });
  });

  it('takes reference_image for img_url, but not both', () => {
    expect(payloadOf({ reference_image: img_url }).input).toEqual({ img_url });
    expect(pointersOf({ reference_image: img_url, img_url })).toEqual([
      '/img_url',
      '/reference_image',
    ]);
  });

  it('goes by the mode that is asked for', () => {
    expect(planVideo({ mode: 't2v', prompt: 'a cat' }).model).toBe('wan2.6-t2v');
    expect(pointersOf({ mode: 'i2v', prompt: 'a cat' })).toEqual(['/img_url']);
    expect(pointersOf({ mode: 'i2v', model: 'wan2.6-t2v', prompt: 'a cat' })).toEqual(['/mode']);
  });

  const snapshots = [
    ['wan2.6-t2v-2026-06-12', 'wan2.6-t2v'],
    ['wan2.6-i2v-flash-2026-06-12', 'wan2.6-i2v-flash'],
  ] as const;
  it.each(snapshots)('treats %s like %s', (model, row) => {
    const plan = planVideo({ ...requestFor(row), model });
    expect(plan.model).toBe(model);
    expect(plan.row.id).toBe(row);
  });

  it.each(['wan9', 'wan2.6-t2v-us', 'wan2.6-t2v-2026', 'wan2.6-t2v-2026-06-12-x', 'Wan2.6-t2v'])(
    'does not know %s and names the models it knows',
    (model) => {
      const [problem] = problemsOf({ model, prompt: 'a cat' });
      expect(problem?.pointer).toBe('/model');
      expect(problem?.detail).toContain('wan2.6-i2v-flash');
    },
  );

  const fiveOrTen = { takes: [5, 10], refuses: [4, 6, 9, 11, 0, -5] };
  const upTo15 = { takes: [2, 5, 15], refuses: [1, 16, 0, -1] };
  const durations: Record<string, { takes: number[]; refuses: number[] }> = {
    'wan2.6-t2v': upTo15,
    'wan2.6-i2v': upTo15,
    'wan2.6-i2v-flash': upTo15,
    'wan2.5-t2v-preview': fiveOrTen,
    'wan2.5-i2v-preview': fiveOrTen,
  };
  it.each(Object.entries(durations))('bounds the duration of %s', (model, { takes, refuses }) => {
    for (const duration of takes)
      expect(pointersOf({ ...requestFor(model), duration })).toEqual([]);
    for (const duration of refuses)
      expect(pointersOf({ ...requestFor(model), duration })).toEqual(['/duration']);
  });

  it.each(catalogue.map(({ id }) => id))('bounds texts and seed of %s', (model) => {
    const request = requestFor(model);
    const long = (count: number) => '猫'.repeat(count);
    const edges = [
      ['prompt', long(1500), long(1501)],
      ['negative_prompt', long(500), long(501)],
      ['seed', 0, -1],
      ['seed', 2_147_483_647, 2_147_483_648],
    ] as const;
    for (const [name, inside, outside] of edges) {
      expect(pointersOf({ ...request, [name]: inside })).toEqual([]);
      expect(pointersOf({ ...request, [name]: outside })).toEqual([`/${name}`]);
    }
  });

  it.each(textModels)('takes the documented sizes of %s only', (model) => {
    const request = requestFor(model);
    const small = model === 'wan2.5-t2v-preview' ? [] : ['/size'];
    expect(pointersOf({ ...request, size: '832*480' })).toEqual(small);
    expect(pointersOf({ ...request, size: '1920*1080' })).toEqual([]);
    for (const size of ['720P', '1280x720', '1280*721', '1104*832', ''])
      expect(pointersOf({ ...request, size })).toEqual(['/size']);
  });

  it.each(imageModels)('takes the documented resolutions of %s only', (model) => {
    const request = requestFor(model);
    const small = model === 'wan2.5-i2v-preview' ? [] : ['/resolution'];
    expect(pointersOf({ ...request, resolution: '480P' })).toEqual(small);
    expect(pointersOf({ ...request, resolution: '1080P' })).toEqual([]);
    for (const resolution of ['720p', '1280*720', '4K'])
      expect(pointersOf({ ...request, resolution })).toEqual(['/resolution']);
  });

  it('names the models that take a field which the chosen one does not', () => {
    const [problem] = problemsOf({ prompt: 'a cat', audio: true });
    expect(problem).toEqual({
      pointer: '/audio',
      code: 'unsupported_option',
      detail: 'wan2.6-t2v does not take this field; it is for wan2.6-i2v-flash.',
    });
  });

  it('wants the prompt extender for several shots', () => {
    const request = { prompt: 'a cat', shot_type: 'multi' };
    expect(pointersOf(request)).toEqual([]);
    expect(pointersOf({ ...request, prompt_extend: true })).toEqual([]);
    expect(pointersOf({ ...request, prompt_extend: false })).toEqual(['/shot_type']);
  });

  it('sends neither sound nor anything but an image as a data URI where those do not go', () => {
    const data = (mime: string) => `data:${mime};base64,AAAA`;
    expect(pointersOf({ prompt: 'a', audio_url: data('audio/wav') })).toEqual(['/audio_url']);
    expect(pointersOf({ img_url: data('image/png') })).toEqual([]);
    expect(pointersOf({ img_url: data('text/html') })).toEqual(['/img_url']);
  });

  it('tells everything that is wrong at once', () => {
    const request = { prompt: '', duration: 99, size: 'big', template: 'flying', seed: -1 };
    expect(pointersOf(request).sort()).toEqual([
      '/duration',
      '/prompt',
      '/seed',
      '/size',
      '/template',
    ]);
  });

  it('plans only what the rows of its model allow, whatever is asked', () => {
    const anyRequest = fc.record(
      {
        prompt: fc.string({ maxLength: 20 }),
        model: fc.constantFrom(...catalogue.map(({ id }) => id), 'other'),
        img_url: fc.constant(img_url),
        duration: fc.integer({ min: 0, max: 20 }),
        size: fc.constantFrom('1280*720', '832*480', 'x'),
        resolution: fc.constantFrom('480P', '720P', 'x'),
        audio: fc.boolean(),
        shot_type: fc.constantFrom('single', 'multi'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(CreateVideoRequest.parse(request)).toEqual(request);
        const problems = problemsOf(request);
        if (problems.length > 0) return;
        const plan = planVideo(request);
        for (const name of Object.keys(plan.fields)) expect(plan.row.fields).toHaveProperty(name);
        expect(plan.fields).toMatchObject({ duration: expect.any(Number) });
      }),
    );
  });
});

describe('findModel', () => {
  it('has one row per id', () => {
    expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
    for (const model of catalogue) expect(findModel(model.id)).toBe(model);
  });
});

describe('mediaOf', () => {
  it('lists what must be delivered', () => {
    const plan = planVideo({ img_url, audio_url, prompt: 'move' });
    const found = mediaOf(plan).map(({ pointer, value, limits }) => [pointer, value, limits.kind]);
    expect(found.sort()).toEqual([
      ['/audio_url', audio_url, 'audio'],
      ['/img_url', img_url, 'image'],
    ]);
  });

  it('gives way to what was delivered', () => {
    const plan = planVideo({ img_url });
    expect(toTaskPayload(plan, new Map([['/img_url', 'oss://x']])).input.img_url).toBe('oss://x');
  });
});
