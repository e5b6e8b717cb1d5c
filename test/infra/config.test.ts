import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { ConfigError } from '../../infra/config-error.ts';

type Settings = Readonly<Record<string, unknown>>;
/** With a `cdk.json` of that context, and what the command line changes of it. */
const read = (written: Settings, environment: Record<string, string> = {}, told: Settings = {}) => {
  const { node } = new App({ context: { ...written, ...told } });
  return readConfig({ node, environment, written });
};

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(read({})).toMatchObject({
      stage: 'dev',
      region: '',
      providerRegion: 'singapore',
      providerBaseUrl: 'https://dashscope-intl.aliyuncs.com',
      eventBusName: 'qwen-media',
      commandRules: {},
      uploadRules: {},
      mediaDelivery: 'auto',
      encryption: 's3',
      usagePlans: { standard: { rate: 50, burst: 100 } },
      uploadDays: 7,
      deletedDays: 3,
      logDays: 30,
      videoDeadlineSeconds: 3600,
      videoAdmissionSeconds: 3600,
      allowedSources: {},
    });
  });

  it('comes from the context', () => {
    const given = {
      stage: 'prod-2',
      region: 'eu-west-1',
      providerBaseUrl: 'https://ws-1.eu-central-1.maas.aliyuncs.com',
      providerSecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:team/key-AbC123',
      eventBusName: 'media.events-2_b',
      commandRules: { shop: { sources: ['shop'], owner: 'acme', owners: ['beta'] } },
      mediaDelivery: 'inline',
      visionModels: { analyze: 'qwen3.7-plus', ocr: 'qwen3.5-ocr' },
      encryption: 'kms',
      usagePlans: { gold: { rate: 5, burst: 9, quota: { requests: 1000, period: 'DAY' } } },
      corsOrigin: 'https://app.example.com',
      domainName: 'media.example.com',
      certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b-2c',
      alarmEmail: 'ops@example.com',
      videoDays: 90,
    };
    expect(read(given)).toMatchObject(given);
  });

  it('may be text where a command line has nothing else', () => {
    const config = read({ uploadDays: '3', usagePlans: '{"slow":{"rate":0.5,"burst":1}}' });
    expect(config).toMatchObject({ uploadDays: 3, usagePlans: { slow: { rate: 0.5, burst: 1 } } });
  });

  it('may differ from stage to stage, and the environment has the last word', () => {
    const context = {
      stage: 'prod',
      logDays: 7,
      stages: { prod: { logDays: 90, alarmEmail: 'a@example.com' }, dev: { logDays: 1 } },
    };
    expect(read(context)).toMatchObject({ logDays: 90, alarmEmail: 'a@example.com' });
    expect(read(context, { QWEN_MEDIA_STAGE: 'dev' })).toMatchObject({ stage: 'dev', logDays: 1 });
    expect(read(context, {}, { logDays: '3' })).toMatchObject({ logDays: 3 });
    expect(() => read(context, {}, { logDays: 'x' })).toThrow('logDays: This must be a number');
    expect(read(context, { QWEN_MEDIA_LOG_DAYS: '5' }, { logDays: '3' })).toMatchObject({
      logDays: 5,
    });
  });

  it('gives every stage a bus of its own', () => {
    expect(read({ stage: 'prod' }).eventBusName).toBe('qwen-media-prod');
  });

  it.each([
    ['beijing', 'https://dashscope.aliyuncs.com'],
    ['virginia', 'https://dashscope-us.aliyuncs.com'],
  ])('knows where the provider is in %s', (providerRegion, address) => {
    expect(read({ providerRegion }).providerBaseUrl).toBe(address);
  });

  it('leaves CDK its own context', () => {
    const context = {
      '@aws-cdk/core:x': true,
      'aws:cdk:y': 1,
      'availability-zones:account=1:region=2': [],
      'acknowledged-issue-numbers': [1],
      'cli-telemetry': false,
    };
    expect(() => read(context)).not.toThrow();
  });

  it.each([
    ['stage', 'Prod'],
    ['stage', ''],
    ['stage', '1st'],
    ['stage', 'a'.repeat(21)],
    ['region', 'Ireland'],
    ['providerRegion', 'mars'],
    ['providerBaseUrl', 'http://dashscope.aliyuncs.com'],
    ['providerBaseUrl', 'dashscope'],
    ['providerSecretArn', 'my-secret'],
    ['eventBusName', 'a bus'],
    ['eventBusName', ''],
    ['eventBusName', 'default'],
    ['eventBusName', 'b'.repeat(257)],
    ['uploadRules.a', { a: { owner: 'acme', task: 'analyze' } }],
    ['uploadRules.a', { a: { owner: 'acme', task: 'ocr', sidecar: ['image_size'] } }],
    ['uploadRules.a', { a: { owner: 'acme', task: 'video', request: { seed: 'x' } } }],
    ['uploadRules.a.task', { a: { owner: 'acme', task: 'sing' } }],
    ['uploadRules', { a: { owner: 'a', task: 'ocr', request: { prompt: 'x'.repeat(6000) } } }],
    ['uploadRules', { a: { owner: 'a', task: 'ocr', request: { prompt: '字'.repeat(2000) } } }],
    ['commandRules', 'shop'],
    ['commandRules.shop', { shop: {} }],
    ['commandRules.shop.owners.0', { shop: { owners: ['ACME'] } }],
    ['commandRules.Shop', { Shop: { owner: 'acme' } }],
    ['mediaDelivery', 'carrier-pigeon'],
    ['mediaDelivery', 3],
    ['visionModels.ocr', { ocr: '' }],
    ['visionModels', { video: 'wan' }],
    ['allowedSources', { acme: ['s3://bucket'] }],
    ['allowedSources', { acme: ['s3://bucket/'] }],
    ['allowedSources', { acme: ['s3://bucket/prefix'] }],
    ['allowedSources', { acme: ['s3://bucket/*/'] }],
    ['allowedSources', { acme: ['inbox/'] }],
    ['allowedSources', { Acme: ['s3://bucket/prefix/'] }],
    ['encryption', 'rot13'],
    ['usagePlans', {}],
    ['usagePlans', '{'],
    ['usagePlans.a', { a: { rate: 1 } }],
    ['usagePlans.a', { a: { rate: 1, burst: 1, brust: 1 } }],
    [
      'usagePlans.a.quota.period',
      { a: { rate: 1, burst: 1, quota: { requests: 1, period: 'X' } } },
    ],
    ['corsOrigin', 'example.com'],
    ['domainName', 'https://media.example.com'],
    ['certificateArn', 'arn:aws:iam::1:role/x'],
    ['alarmEmail', 'nobody'],
    ['uploadDays', 0],
    ['uploadDays', 'soon'],
    ['deletedDays', -1],
    ['videoDays', 1.5],
    ['videoDays', 3],
    ['logDays', 8],
    ['videoDeadlineSeconds', 72_001],
    ['videoAdmissionSeconds', 59],
  ])('refuses %s = %j in a sentence that names it', (path, value) => {
    const [name = path] = path.split('.');
    expect(() => read({ [name]: value })).toThrow(ConfigError);
    expect(() => read({ [name]: value })).toThrow(`The configuration is wrong. ${path}`);
  });

  it.each([
    [{ domainName: 'media.example.com' }, 'domainName and certificateArn go together'],
    [{ alarmMail: 'a@example.com' }, 'no such setting: alarmMail'],
    [{ stages: 'prod' }, 'stages: '],
    [{ stages: { dev: { retention: 1 } } }, 'no such setting: retention'],
  ])('refuses %j', (context, words) => {
    expect(() => read(context)).toThrow(words);
  });

  const [shop, crm, any] = [{ sources: ['shop', 'till'] }, { sources: ['crm'] }, {}];
  it.each([
    ['any source and some', { ...any, owner: 'acme' }, { ...shop, owner: 'beta' }],
    ['a source in common', { ...shop, owner: 'acme' }, { sources: ['till'], owner: 'beta' }],
    ['any source, both', { ...any, owner: 'acme' }, { ...any, owner: 'beta' }],
    ['one owner', { ...any, owner: 'acme' }, { ...shop, owner: 'acme' }],
    ['an owner that must be named', { ...any, owner: 'acme' }, { ...any, owners: ['beta'] }],
  ])('refuses two rules that would both take a command: %s', (_, one, other) => {
    const words = /commandRules: the rules one and other .+ one rule.+ different sources/;
    expect(() => read({ commandRules: { one, third: { ...crm, owner: 'acme' }, other } })).toThrow(
      words,
    );
  });

  it('takes rules whose sources are apart', () => {
    const commandRules = { one: { ...shop, owner: 'acme' }, other: { ...crm, owners: ['beta'] } };
    expect(() => read({ commandRules })).not.toThrow();
  });

  it.each([
    ['commandRules.a.sources: EventBridge takes 1900 bytes', 'sources', 1899],
    ['commandRules: all rules together may have 6000 bytes', 'owners', 5982],
  ])('refuses more than EventBridge takes: %s', (words, list, most) => {
    const fitting = Array.from({ length: most / 10 }, (_, index) => `s-${index + 10_000}`);
    const rulesOf = (names: string[]) => ({
      a: { ...(list === 'sources' && { owner: 'acme' }), [list]: names },
    });
    expect(() => read({ commandRules: rulesOf(fitting) })).not.toThrow();
    expect(() => read({ commandRules: rulesOf([...fitting, 'one-more']) })).toThrow(words);
  });

  it('refuses a mistyped variable of the environment', () => {
    expect(() => read({}, { QWEN_MEDIA_STAEG: 'prod' })).toThrow('no such setting: staeg');
  });

  it('names every wrong setting at once', () => {
    expect(() => read({ stage: 'Prod', mediaDelivery: 'x' })).toThrow(/stage: .+; mediaDelivery: /);
  });
});
