import { describe, expect, it } from 'vitest';
import { CreateVideoRequest } from '../../../../shared/contract/video.ts';
import { VideoCatalogue } from '../../../../shared/video/models/catalogue.ts';
import { mediaOf } from '../../../../shared/video/plan-media.ts';
import { planVideo } from '../../../../shared/video/plan-video.ts';
import { toTaskPayload } from '../../../../shared/video/task-payload.ts';
import { fixture } from '../../infra/local/dashscope/virtual-twin.ts';

type Golden = {
  readonly name: string;
  readonly models: readonly string[];
  readonly endpoint: string;
  readonly request: object;
  readonly body: object;
};

const catalogue = new VideoCatalogue();
const goldens = fixture('payloads') as readonly Golden[];
const rows = goldens.flatMap((golden) => golden.models.map((model) => ({ ...golden, model })));
const planOf = (request: object) => planVideo(catalogue, CreateVideoRequest.parse(request));

describe('toTaskPayload', () => {
  it.each(rows)('is as documented: $name, $model', ({ model, request, endpoint, body }) => {
    const plan = planOf({ model, ...request });
    expect(toTaskPayload(plan, new Map())).toEqual({ model, ...body });
    expect(plan.row.endpoint).toBe(endpoint);
  });

  it('has a document of every model and of every function', () => {
    const covered = new Set(rows.map(({ model }) => catalogue.find(model)?.id));
    expect([...covered].sort()).toEqual(catalogue.models.map(({ id }) => id).sort());
    for (const { functions = {} } of catalogue.models)
      for (const name of Object.keys(functions))
        expect(goldens.some(({ request }) => Object.values(request).includes(name))).toBe(true);
  });

  it.each(rows)(
    'puts what was delivered in the place of every medium: $name, $model',
    ({ model, request }) => {
      const plan = planOf({ model, ...request });
      const media = mediaOf(plan);
      const delivered = new Map(
        media.map(({ pointer }, index) => [pointer, `oss://file-${index}`]),
      );
      const sent = JSON.stringify(toTaskPayload(plan, delivered));
      for (const { value } of media) expect(sent).not.toContain(JSON.stringify(value));
      for (const url of delivered.values()) expect(sent).toContain(`"${url}"`);
    },
  );
});

describe('mediaOf', () => {
  it('names every medium by where the caller wrote it', () => {
    const url = 'https://a.example/a.png';
    const found = (request: object) =>
      mediaOf(planOf(request)).map(({ pointer, role, limits }) => [pointer, role, limits.kind]);
    expect(found({ img_url: url, audio_url: 'https://a.example/a.mp3' })).toEqual([
      ['/img_url', 'img_url', 'image'],
      ['/audio_url', 'audio_url', 'audio'],
    ]);
    expect(
      found({
        ...{ model: 'wan2.7-r2v', prompt: 'a', first_frame_url: url },
        media: [{ type: 'reference_video', url, reference_voice: url }],
      }),
    ).toEqual([
      ['/first_frame_url', 'first_frame', 'image'],
      ['/media/0/url', 'reference_video', 'video'],
      ['/media/0/reference_voice', 'reference_voice', 'audio'],
    ]);
    expect(found({ prompt: 'a', reference_urls: [url, url] })).toEqual([
      ['/reference_urls/0', 'reference_urls', 'image'],
      ['/reference_urls/1', 'reference_urls', 'image'],
    ]);
  });

  it('knows that reference_urls takes addresses only', () => {
    const [{ limits } = {}] = mediaOf(planOf({ prompt: 'a', reference_urls: ['asset:ast_1'] }));
    expect(limits).toMatchObject({ kind: 'image', byAddress: true });
  });

  it('leaves documents to the provider', () => {
    const link = { type: 'link', url: 'https://a.example/story' };
    expect(mediaOf(planOf({ model: 'wan3.0-video', media: [link] }))).toEqual([]);
  });
});
