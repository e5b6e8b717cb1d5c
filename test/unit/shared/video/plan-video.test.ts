import { describe, expect, it } from 'vitest';
import type { FieldProblem } from '../../../../shared/contract/problem.ts';
import { CreateVideoRequest } from '../../../../shared/contract/video.ts';
import { VideoCatalogue } from '../../../../shared/video/models/catalogue.ts';
import { planVideo } from '../../../../shared/video/plan-video.ts';
import { toTaskPayload } from '../../../../shared/video/task-payload.ts';
import fc from '../../../support/fake-chance.ts';

const catalogue = new VideoCatalogue();
const url = 'https://host.example/cat.jpg';
const clip = 'https://host.example/cat.mp4';
const plan = (request: CreateVideoRequest, known: FieldProblem[] = []) =>
  planVideo(catalogue, request, { problems: known });
const payloadOf = (request: CreateVideoRequest) => toTaskPayload(plan(request), new Map());
const problemsOf = (request: CreateVideoRequest, known: FieldProblem[] = []) => {
  try {
    plan(request, known);
    return [];
  } catch (error) {
    return (error as { errors: FieldProblem[] }).errors;
  }
};
const pointersOf = (request: CreateVideoRequest, known: FieldProblem[] = []) =>
  problemsOf(request, known)
    .map(({ pointer }) => pointer)
    .sort();

describe('planVideo', () => {
  const modes: [string, CreateVideoRequest, string, string][] = [
    ['text', { prompt: 'a cat' }, 't2v', 'wan2.6-t2v'],
    ['an image', { img_url: url }, 'i2v', 'wan2.6-i2v-flash'],
    ['an image by its other name', { reference_image: url }, 'i2v', 'wan2.6-i2v-flash'],
    ['two frames', { first_frame_url: url, last_frame_url: url }, 'kf2v', 'wan2.2-kf2v-flash'],
    [
      'two frames for wan2.7',
      { model: 'wan2.7-i2v', first_frame_url: url, last_frame_url: url },
      'i2v',
      'wan2.7-i2v',
    ],
    ['references', { prompt: 'a', reference_urls: [url] }, 'r2v', 'wan2.6-r2v-flash'],
    [
      'a function',
      { prompt: 'a', function: 'video_outpainting', video_url: clip },
      'vace',
      'wan2.1-vace-plus',
    ],
    ['a video', { video_url: clip }, 'videoedit', 'wan2.7-videoedit'],
    ['text for wan3.0', { model: 'wan3.0-video', prompt: 'a' }, 't2v', 'wan3.0-video'],
    [
      'a frame for wan3.0',
      { model: 'wan3.0-video', media: [{ type: 'last_frame', url }] },
      'i2v',
      'wan3.0-video',
    ],
    [
      'a reference for wan3.0',
      { model: 'wan3.0-video', media: [{ type: 'reference_image', url }] },
      'r2v',
      'wan3.0-video',
    ],
  ];
  it.each(modes)('makes of %s its mode and says why', (_, request, mode, model) => {
    const { modeReason, ...planned } = plan(request);
    expect(planned).toMatchObject({ mode, model });
    expect(modeReason).not.toBe('');
    // a forced mode that agrees changes nothing, one that does not is refused
    expect(plan({ ...request, mode: planned.mode }).model).toBe(model);
    const other = mode === 'i2v' ? 't2v' : 'i2v';
    if (request.model) expect(pointersOf({ ...request, mode: other })).toEqual(['/mode']);
    else expect(pointersOf({ ...request, mode: other })).not.toEqual([]);
  });

  const defaults: [string, CreateVideoRequest, object][] = [
    ['wan2.6-t2v', { prompt: 'a' }, { size: '1280*720', duration: 5 }],
    ['wan2.2-t2v-plus', { prompt: 'a' }, { size: '832*480', duration: 5 }],
    ['wan2.6-i2v-flash', { img_url: url }, { resolution: '720P', duration: 5 }],
    ['wan2.2-i2v-plus', { img_url: url }, { resolution: '480P', duration: 5 }],
    ['wan2.6-r2v', { prompt: 'a', reference_urls: [url] }, { size: '1280*720', duration: 5 }],
    ['wan2.7-t2v', { prompt: 'a' }, { resolution: '720P', duration: 5 }],
    ['wan2.7-videoedit', { video_url: clip }, { resolution: '720P' }],
    ['wan3.0-video', { prompt: 'a' }, { resolution: '720P', duration: 5 }],
    ['happyhorse-1.1-t2v', { prompt: 'a' }, { resolution: '720P', duration: 5, watermark: false }],
  ];
  it.each(defaults)('sends %s what would otherwise be dearer', (model, request, parameters) => {
    expect(payloadOf({ ...request, model }).parameters).toEqual(parameters);
  });

  it('never lets a bill or a watermark to the provider’s default', () => {
    for (const { id, fields } of catalogue.models) {
      const tier = fields.resolution ?? fields.size;
      if (tier && !id.includes('vace')) expect(tier, id).toHaveProperty('default');
      if (id.startsWith('happyhorse'))
        expect(fields.watermark, id).toMatchObject({ default: false });
      else expect(fields.watermark, id).not.toMatchObject({ default: true });
    }
  });

  it.each(['wan9', 'wan2.6-t2v-eu', 'wan2.6-t2v-2026', 'wan2.6-t2v-2026-06-12-x', 'Wan2.6-t2v'])(
    'does not know %s and names the models of the mode',
    (model) => {
      const [problem] = problemsOf({ model, img_url: url });
      expect(problem?.pointer).toBe('/model');
      expect(problem?.detail).toContain('wan2.6-i2v-flash');
      expect(problem?.detail).not.toContain('t2v,');
    },
  );

  it('warns of a model that is not listed for the region, and asks for it all the same', () => {
    const here = new VideoCatalogue({ region: 'ap-southeast-1' });
    const frames = { first_frame_url: url, last_frame_url: url };
    expect(planVideo(here, frames).warnings).toMatchObject([{ code: 'model_not_listed_here' }]);
    expect(plan(frames).warnings).toEqual([]);
  });

  it('names the models of the mode that take a field, else any that do', () => {
    expect(problemsOf({ prompt: 'a', ratio: '16:9' })).toMatchObject([
      {
        pointer: '/ratio',
        code: 'unsupported_option',
        detail: expect.stringMatching(/Give size\. It is for wan2\.7-t2v, wan3\.0-video/),
      },
    ]);
    expect(problemsOf({ prompt: 'a', mask_type: 'fixed' })[0]?.detail).toContain(
      'It is for wan2.1-vace-plus.',
    );
  });

  it('tells everything that is wrong at once, known problems first', () => {
    const request = { prompt: '', size: 'big', template: 'flying', seed: -1, model: 'wan2.6-t2v' };
    const known = [
      { pointer: '/duration', code: 'invalid_parameter', detail: 'Must be a number.' },
      { pointer: '/lenght', code: 'invalid_parameter', detail: 'There is no such field.' },
    ] as const;
    expect(pointersOf(request, [...known])).toEqual([
      '/duration',
      '/lenght',
      '/prompt',
      '/seed',
      '/size',
      '/template',
    ]);
  });

  it('tells of an unknown model together with what no model of the mode would take', () => {
    const request = { model: 'wan9', prompt: '', size: '1*1', duration: 99, seed: -1 };
    expect(pointersOf(request)).toEqual(['/duration', '/model', '/prompt', '/seed', '/size']);
    expect(pointersOf({ model: 'wan9', prompt: 'a', duration: 30 })).toEqual(['/model']);
  });

  it('looks no further at a field that is wrong in itself', () => {
    const wrong = (name: string): FieldProblem[] => [
      { pointer: `/${name}`, code: 'invalid_parameter', detail: 'Must be text.' },
    ];
    expect(pointersOf({}, wrong('prompt'))).toEqual(['/prompt']);
    expect(pointersOf({ prompt: 'a' }, wrong('reference_image'))).toEqual(['/reference_image']);
    expect(pointersOf({ model: 'wan2.7-i2v' }, wrong('media'))).toEqual(['/media']);
    expect(pointersOf({ model: 'wan2.7-i2v' }, wrong('first_frame_url'))).toEqual([
      '/first_frame_url',
    ]);
  });

  it('takes reference_image for img_url, but not both', () => {
    expect(payloadOf({ reference_image: url }).input).toEqual({ img_url: url });
    expect(pointersOf({ reference_image: url, img_url: url })).toEqual([
      '/img_url',
      '/reference_image',
    ]);
  });

  it('lets an overlong text pass with a warning when the caller is lenient', () => {
    const request = { prompt: 'x'.repeat(1501) };
    expect(pointersOf(request)).toEqual(['/prompt']);
    const { warnings, fields } = planVideo(catalogue, request, { lenient: true });
    expect(warnings).toMatchObject([{ code: 'text_too_long' }]);
    expect(fields.prompt).toBe(request.prompt);
  });

  it('takes of a lenient caller no text that no event could tell of', () => {
    for (const name of ['prompt', 'negative_prompt']) {
      const ask = (length: number) =>
        planVideo(catalogue, { prompt: 'a', [name]: '字'.repeat(length) }, { lenient: true });
      expect(ask(20_000).warnings).toMatchObject([{ code: 'text_too_long' }]);
      expect(() => ask(20_001)).toThrow(/at most 20000 are taken/);
    }
  });

  const ineffective: [CreateVideoRequest, RegExp][] = [
    [{ model: 'wan2.7-t2v', prompt: 'a', shot_type: 'multi' }, /shot_type/],
    [{ img_url: url, prompt: 'a', template: 'flying' }, /prompt .* template/],
    [{ img_url: url, audio: false, audio_url: 'https://a.example/a.mp3' }, /audio_url .* audio/],
    [
      {
        model: 'wan2.7-r2v',
        prompt: 'a',
        ratio: '1:1',
        first_frame_url: url,
        media: [{ type: 'reference_image', url }],
      },
      /ratio .* first_frame/,
    ],
  ];
  it.each(ineffective)('warns that a field of %j has no effect', (request, words) => {
    expect(plan(request).warnings).toMatchObject([
      { code: 'no_effect', message: expect.stringMatching(words) },
    ]);
  });

  it('plans only what the rules of its model allow, whatever is asked', () => {
    const anyRequest = fc.record(
      {
        prompt: fc.string({ maxLength: 20 }),
        model: fc.constantFrom(...catalogue.models.map(({ id }) => id), 'other'),
        img_url: fc.constant(url),
        duration: fc.integer({ min: -1, max: 20 }),
        size: fc.constantFrom('1280*720', '832*480', 'x'),
        resolution: fc.constantFrom('480P', '720P', 'x'),
        audio: fc.boolean(),
        shot_type: fc.constantFrom('single', 'multi'),
        function: fc.constantFrom('video_edit', 'video_extension', 'constructor', 'x'),
        reference_urls: fc.array(fc.constantFrom(url, clip, 'x'), { maxLength: 6 }),
        media: fc.array(
          fc.record({
            type: fc.constantFrom('first_frame', 'reference_video', 'video', 'toString'),
            url: fc.constantFrom(url, clip),
          }),
          { maxLength: 6 },
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(CreateVideoRequest.parse(request)).toEqual(request);
        if (problemsOf(request).length > 0) return;
        const planned = plan(request);
        const names = Object.keys(planned.fields);
        for (const name of names) expect(planned.rules.fields).toHaveProperty(name);
        expect(Object.keys(toTaskPayload(planned, new Map()))).toEqual([
          'model',
          'input',
          'parameters',
        ]);
      }),
    );
  });
});
