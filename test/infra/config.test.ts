import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../infra/config.ts';

const read = (context: Readonly<Record<string, unknown>>) => readConfig(new App({ context }).node);

describe('the configuration', () => {
  it('needs nothing to be set', () => {
    expect(read({})).toEqual({
      stage: 'dev',
      providerBaseUrl: 'https://dashscope-intl.aliyuncs.com',
      eventBusName: 'qwen-media',
      mediaDelivery: 'auto',
    });
  });

  it('comes from the context', () => {
    const given = {
      stage: 'prod-2',
      providerBaseUrl: 'https://dashscope.aliyuncs.com',
      eventBusName: 'media.events-2_b',
      mediaDelivery: 'inline',
    };
    expect(read(given)).toEqual(given);
  });

  it.each([
    ['stage', 'Prod'],
    ['stage', ''],
    ['stage', '1st'],
    ['stage', 'a'.repeat(21)],
    ['providerBaseUrl', 'http://dashscope.aliyuncs.com'],
    ['providerBaseUrl', 'dashscope'],
    ['eventBusName', 'a bus'],
    ['eventBusName', ''],
    ['eventBusName', 'b'.repeat(257)],
    ['mediaDelivery', 'carrier-pigeon'],
    ['mediaDelivery', 3],
  ])('refuses %s = %j in a sentence that names it', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(ConfigError);
    expect(() => read({ [name]: value })).toThrow(new RegExp(`configuration is wrong.* ${name}: `));
  });

  it('names every wrong setting at once', () => {
    expect(() => read({ stage: 'Prod', mediaDelivery: 'x' })).toThrow(/stage: .+; mediaDelivery: /);
  });
});
