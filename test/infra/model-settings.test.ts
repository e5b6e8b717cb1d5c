import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { provideModelSettings } from '../../infra/model-settings.ts';

type Settings = Readonly<Record<string, unknown>>;

/** What functions would be bundled with, and what the operator is told. */
function provide(context: Settings) {
  const app = new App({ context, outdir: mkdtempSync(join(tmpdir(), 'models-')) });
  const warnings = provideModelSettings(
    app,
    readConfig({ node: app.node, environment: {}, written: {} }),
  );
  const written = readFileSync(join(app.outdir, 'model-settings.mjs'), 'utf8');
  const [, json = ''] = /^export const MODEL_SETTINGS = (.*);\n$/.exec(written) ?? [];
  return { settings: JSON.parse(json), warnings };
}

function fileWith(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'models-')), 'models.json');
  writeFileSync(file, text);
  return file;
}

describe('the settings of models', () => {
  it('name the region, and warn of a default that the provider’s list does not have there', () => {
    const { settings, warnings } = provide({});
    expect(settings).toEqual({ region: 'ap-southeast-1', visionModels: {} });
    expect(warnings).toEqual([expect.stringMatching(/wan2\.2-kf2v-flash.*wan2\.1-kf2v-plus/)]);
    expect(provide({ providerRegion: 'beijing' }).warnings).toEqual([]);
  });

  it('take the region from a workspace’s address', () => {
    const providerBaseUrl = 'https://ws-1.cn-beijing.maas.aliyuncs.com';
    expect(provide({ providerBaseUrl }).settings.region).toBe('cn-beijing');
  });

  it('refuse a region that lacks a default, naming what it has instead', () => {
    expect(() => provide({ providerRegion: 'virginia' })).toThrow(
      /us-east-1 does not offer wan2\.6-i2v-flash.*defaultModels\.i2v.*wan2\.6-i2v/,
    );
    const defaultModels = {
      i2v: 'wan2.6-i2v',
      r2v: 'wan2.6-r2v',
      videoedit: 'happyhorse-1.0-video-edit',
    };
    const { settings, warnings } = provide({ providerRegion: 'virginia', defaultModels });
    expect(settings).toMatchObject({ region: 'us-east-1', defaultModels });
    expect(warnings.join()).toMatch(/kf2v; it offers no other.*vace; it offers no other/);
  });

  it.each([
    [{ defaultModels: { t2v: 'wan9' } }, /defaultModels\.t2v: wan9/],
    [{ defaultModels: { t2v: 'wan2.6-i2v' } }, /defaultModels\.t2v: wan2\.6-i2v/],
    [{ defaultModels: { film: 'wan2.6-t2v' } }, /defaultModels/],
    [
      { videoModels: '/nowhere/models.json' },
      /videoModels: \/nowhere\/models\.json cannot be read/,
    ],
    [{ videoModels: fileWith('[') }, /cannot be read/],
    [{ videoModels: fileWith('{}') }, /videoModels/],
    [{ videoModels: fileWith('[{"id":"new","like":"none"}]') }, /videoModels: new: .*none/],
  ])('refuse %j', (context, words) => {
    expect(() => provide(context)).toThrow(words);
  });

  const rule = (request: Settings, more: Settings = {}) => ({
    uploadRules: { film: { owner: 'acme', task: 'video', request, ...more } },
  });
  it.each([
    [rule({ duration: 500 }), /uploadRules\.film: \/duration: /],
    [rule({ model: 'wan9' }), /uploadRules\.film: \/model: /],
    [rule({ model: 'wan2.6-t2v' }, { media_field: 'img_url' }), /uploadRules\.film: /],
  ])('refuse a rule by which no upload could become a video: %j', (context, words) => {
    expect(() => provide(context)).toThrow(words);
  });

  it.each([
    [rule({ duration: 5 })],
    [rule({ model: 'wan2.7-videoedit' }, { sidecar: ['prompt'] })],
    [rule({ duration: 500 }, { sidecar: ['duration'] })],
  ])('take a rule that objects and sidecars can satisfy: %j', (context) => {
    expect(() => provide(context)).not.toThrow();
  });

  it('carry the rows of the override file', () => {
    const rows = [{ id: 'wan2.8-t2v', like: 'wan2.7-t2v' }];
    const videoModels = fileWith(JSON.stringify(rows));
    const defaultModels = { t2v: 'wan2.8-t2v' };
    expect(provide({ videoModels, defaultModels }).settings).toMatchObject({
      videoModels: rows,
      defaultModels,
    });
  });
});
