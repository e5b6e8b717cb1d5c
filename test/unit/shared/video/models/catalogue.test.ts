import { describe, expect, it } from 'vitest';
import { VideoCatalogue } from '../../../../../shared/video/models/catalogue.ts';
import { planVideo } from '../../../../../shared/video/plan-video.ts';

const catalogue = new VideoCatalogue();

describe('VideoCatalogue', () => {
  it('has one row per id, and finds each', () => {
    expect(new Set(catalogue.models.map(({ id }) => id)).size).toBe(catalogue.models.length);
    for (const model of catalogue.models) expect(catalogue.find(model.id)).toBe(model);
  });

  it('has a default of each mode that makes it', () => {
    for (const [mode, id] of Object.entries(catalogue.defaults))
      expect(catalogue.find(id)?.modes).toContain(mode);
  });

  const snapshots = [
    ['wan2.7-t2v-2026-06-12', 'wan2.7-t2v'],
    ['wan2.7-r2v-2026-06-12', 'wan2.7-r2v-2026-06-12'],
    ['wan2.6-i2v-flash-2026-06-12', 'wan2.6-i2v-flash'],
    ['wanx2.1-vace-plus', 'wan2.1-vace-plus'],
  ] as const;
  it.each(snapshots)('knows %s as %s', (id, row) => {
    expect(catalogue.find(id)?.id).toBe(row);
  });

  it.each([
    ['wan2.6-i2v-flash', 'img_url', true],
    ['wan2.2-kf2v-flash', 'last_frame_url', true],
    ['wan2.7-i2v', 'first_frame_url', true],
    ['wan3.0-video', 'first_frame_url', true],
    ['happyhorse-1.1-i2v', 'first_frame_url', undefined],
  ])('has for %s in %s an image whose rule opaque is %s', (id, field, opaque) => {
    const rule = catalogue.find(id)?.fields[field];
    expect(rule?.kind === 'image' && rule.limits.opaque).toBe(opaque);
  });

  it('calls a model as its region does', () => {
    const named = (region: 'cn-beijing' | 'ap-southeast-1', model: string) =>
      planVideo(new VideoCatalogue({ region }), { model, prompt: 'a' }).model;
    for (const model of ['wan2.1-t2v-turbo', 'wanx2.1-t2v-turbo']) {
      expect(named('cn-beijing', model)).toBe('wanx2.1-t2v-turbo');
      expect(named('ap-southeast-1', model)).toBe('wan2.1-t2v-turbo');
      expect(planVideo(catalogue, { model, prompt: 'a' }).model).toBe(model);
    }
  });

  it('takes a new model that is like another, and changes of one that there is', () => {
    const changed = new VideoCatalogue({
      videoModels: [
        {
          id: 'wan2.8-t2v',
          like: 'wan2.7-t2v',
          typicalSeconds: 50,
          fields: { duration: { maximum: 20 }, audio_url: null },
        },
        { id: 'wan2.7-t2v', status: 'retired' },
      ],
    });
    const request = { model: 'wan2.8-t2v', prompt: 'a', duration: 20 };
    expect(planVideo(changed, request)).toMatchObject({ model: 'wan2.8-t2v', typicalSeconds: 50 });
    expect(() => planVideo(changed, { ...request, duration: 21 })).toThrow(/between 2 and 20/);
    expect(() => planVideo(changed, { ...request, audio_url: 'https://a.example/a.mp3' })).toThrow(
      /wan2.8-t2v does not take this field/,
    );
    expect(() => planVideo(changed, { model: 'wan2.7-t2v', prompt: 'a' })).toThrow(/retired/);
    expect(catalogue.find('wan2.8-t2v')).toBeUndefined();
  });

  it.each([
    [{ id: 'new', like: 'nothing' }, /no model nothing/],
    [{ id: 'new' }, /no model new/],
    [{ id: 'wan2.7-t2v', fields: { duration: { maximum: 'many' } } }, /wan2.7-t2v: duration/],
    [{ id: 'wan2.7-t2v', fields: { resolution: { values: ['1080P', '4K'] } } }, /default 720P/],
    [{ id: 'wan2.7-t2v', fields: { duration: { minimum: 6 } } }, /duration: its default 5/],
    [{ id: 'wan2.7-t2v', fields: { speed: { kind: 'integer' } } }, /speed/],
  ])('refuses the row %j and says why', (row, words) => {
    expect(() => new VideoCatalogue({ videoModels: [row] })).toThrow(words);
  });
});
