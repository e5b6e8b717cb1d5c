import { describe, expect, it } from 'vitest';
import { Model } from '../../../../shared/contract/models.ts';
import { describeModel, describeModels } from '../../../../shared/models/describe-models.ts';
import { VideoCatalogue } from '../../../../shared/video/models/catalogue.ts';

const catalogue = new VideoCatalogue({ region: 'ap-southeast-1' });
const known = { catalogue, visionDefaults: {} };
const models = describeModels(known);

describe('describeModels', () => {
  it('has every video model and the default vision models, each once, in OpenAI’s form', () => {
    const ids = models.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(catalogue.models.map(({ id }) => id)));
    expect(ids).toEqual(expect.arrayContaining(['qwen3.5-plus', 'qvq-max', 'qwen-vl-ocr']));
    for (const model of models) {
      expect(Model.parse(model)).toEqual(model);
      expect(model).toMatchObject({ object: 'model', created: expect.any(Number) });
    }
  });

  it('names the defaults of every mode and of every kind of vision', () => {
    const uses = models.flatMap(({ default_for }) => default_for);
    expect(uses.sort()).toEqual(
      ['analyze', 'i2v', 'kf2v', 'ocr', 'r2v', 'reason', 't2v', 'vace', 'videoedit'].sort(),
    );
  });

  it('lists a vision model that only the deployment knows, as what it is a default for', () => {
    const visionDefaults = { reason: 'qwen9-vl' };
    const changed = describeModels({ catalogue, visionDefaults });
    const uses = (id: string) => changed.find((model) => model.id === id)?.default_for;
    expect(uses('qwen9-vl')).toEqual(['reason']);
    expect(uses('qvq-max')).toEqual([]);
  });

  it('says which models the region has, and by what name', () => {
    const offered = (id: string) => models.find((model) => model.id === id)?.offered;
    expect(offered('wan2.6-t2v')).toBe(true);
    expect(offered('wan2.2-i2v-flash')).toBe(false);
    const beijing = new VideoCatalogue({ region: 'cn-beijing' });
    const there = describeModels({ ...known, catalogue: beijing });
    expect(there.map(({ id }) => id)).toContain('wanx2.1-vace-plus');
  });
});

describe('describeModel', () => {
  it('tells fields, ranges, defaults and what holds between them, in the words of the wire', () => {
    expect(describeModel(known, 'wan2.6-t2v')).toMatchObject({
      modes: ['t2v'],
      status: 'current',
      typical_seconds: 100,
      fields: {
        prompt: { kind: 'text', required: true, max_characters: 1500 },
        duration: { minimum: 2, maximum: 15, default: 5 },
        size: { default: '1280*720' },
        audio_url: { limits: { max_bytes: 15_728_640, min_seconds: 3, max_seconds: 30 } },
      },
      requirements: [{ rule: 'requires', holds: { field: 'prompt_extend', or_absent: true } }],
    });
    expect(describeModel(known, 'wan2.1-vace-plus').functions).toMatchObject({
      video_outpainting: { top_scale: { minimum: 1, maximum: 2 } },
    });
  });

  it('knows snapshots, and a default vision model', () => {
    const snapshot = describeModel(known, 'wan2.7-t2v-2026-06-12');
    expect(snapshot).toEqual({
      ...describeModel(known, 'wan2.7-t2v'),
      id: 'wan2.7-t2v-2026-06-12',
    });
    expect(describeModel(known, 'qvq-max')).toMatchObject({
      kind: 'vision',
      accepts: { thinking: 'always', streams_only: true, max_images: 256 },
    });
  });

  it('says so when there is no such model', () => {
    expect(() => describeModel(known, 'wan9')).toThrow(
      expect.objectContaining({ code: 'not_found' }),
    );
  });
});
