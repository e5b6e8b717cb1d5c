import { describe, expect, it } from 'vitest';
import { nameKeys, TwinEnvironment, usage } from '../../../../../infra/local/dashscope/settings.ts';

describe('TwinEnvironment', () => {
  it('has a default for everything but the state file', () => {
    expect(TwinEnvironment.parse({})).toEqual({
      TWIN_PORT: 3004,
      TWIN_SPEED: 33,
      TWIN_API_KEYS: ['sk-twin-0000000000000000000000000000'],
      TWIN_TRUSTED_ORIGINS: [],
    });
  });

  it('reads lists with or without spaces', () => {
    const parsed = TwinEnvironment.parse({
      TWIN_API_KEYS: 'sk-one, sk-two,',
      TWIN_TRUSTED_ORIGINS: 'http://127.0.0.1:3001',
    });
    expect(parsed.TWIN_API_KEYS).toEqual(['sk-one', 'sk-two']);
    expect(parsed.TWIN_TRUSTED_ORIGINS).toEqual(['http://127.0.0.1:3001']);
  });

  it.each([{ TWIN_PORT: '70000' }, { TWIN_PORT: 'x' }, { TWIN_SPEED: '0' }])(
    'refuses %j',
    (environment) => {
      expect(() => TwinEnvironment.parse(environment)).toThrow();
    },
  );

  it.each(Object.keys(TwinEnvironment.shape))('%s is explained by --help', (name) => {
    expect(usage).toContain(name);
  });
});

describe('nameKeys', () => {
  it('numbers the keys', () => {
    expect(nameKeys(['sk-a', 'sk-b'])).toEqual({ 'key-1': 'sk-a', 'key-2': 'sk-b' });
  });
});
