import { describe, expect, it } from 'vitest';
import {
  MediaEnvironment,
  ProviderEnvironment,
  readEnvironment,
  StorageEnvironment,
  TimeEnvironment,
  VisionEnvironment,
} from '../../../../shared/runtime/environment.ts';
import { lazy } from '../../../../shared/runtime/lazy.ts';
import { elapsedSeconds, scaledSeconds } from '../../../../shared/runtime/time-scale.ts';
import fc from '../../../support/fake-chance.ts';

describe('readEnvironment', () => {
  it('names every setting that is missing or wrong', () => {
    const read = () => readEnvironment(ProviderEnvironment, { PROVIDER_BASE_URL: 'ftp://x' });
    expect(read).toThrow(/PROVIDER_BASE_URL: .*PROVIDER_SECRET_ARN: /);
    expect(() => readEnvironment(StorageEnvironment, { MEDIA_BUCKET: '' })).toThrow('MEDIA_BUCKET');
  });

  it('cuts slashes from the end of the provider’s address', () => {
    const environment = { PROVIDER_BASE_URL: 'https://p.example//', PROVIDER_SECRET_ARN: 'arn' };
    const { PROVIDER_BASE_URL } = readEnvironment(ProviderEnvironment, environment);
    expect(PROVIDER_BASE_URL).toBe('https://p.example');
  });

  it('knows what is meant when nothing is set', () => {
    expect(readEnvironment(TimeEnvironment, {})).toEqual({ TIME_SCALE: 1 });
    expect(readEnvironment(MediaEnvironment, {})).toEqual({
      ALLOWED_SOURCES: {},
      MEDIA_DELIVERY: 'auto',
      TRUSTED_ORIGINS: [],
    });
    expect(readEnvironment(VisionEnvironment, {})).toEqual({ VISION_MODELS: {} });
  });

  it('reads which models the deployment chose', () => {
    const read = (VISION_MODELS: string) => readEnvironment(VisionEnvironment, { VISION_MODELS });
    expect(read('{"ocr":"qwen3.5-ocr"}')).toEqual({ VISION_MODELS: { ocr: 'qwen3.5-ocr' } });
    expect(() => read('{"video":"wan"}')).toThrow('VISION_MODELS');
  });

  it('reads lists and numbers', () => {
    expect(readEnvironment(TimeEnvironment, { TIME_SCALE: '33' })).toEqual({ TIME_SCALE: 33 });
    const list = { TRUSTED_ORIGINS: 'http://127.0.0.1:1,http://127.0.0.1:2' };
    expect(readEnvironment(MediaEnvironment, list).TRUSTED_ORIGINS).toHaveLength(2);
  });

  it.each(['0', '0.5', '-1', 'fast'])('does not scale time by %s', (TIME_SCALE) => {
    expect(() => readEnvironment(TimeEnvironment, { TIME_SCALE })).toThrow('TIME_SCALE');
  });
});

describe('scaledSeconds', () => {
  it('gives whole seconds, at least one, never shorter than meant', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.double({ min: 1, max: 1000, noNaN: true }),
        (seconds, scale) => {
          const scaled = scaledSeconds(seconds, scale);
          expect(Number.isInteger(scaled)).toBe(true);
          expect(scaled).toBeGreaterThanOrEqual(Math.max(1, seconds / scale));
          expect(scaled).toBeLessThan(Math.max(1, seconds / scale) + 1);
        },
      ),
    );
  });
});

describe('elapsedSeconds', () => {
  it('counts in the provider’s seconds', () => {
    const from = new Date('2026-11-21T04:00:00Z');
    const to = new Date('2026-11-21T04:00:02.500Z');
    expect(elapsedSeconds(from, to, 1)).toBe(2.5);
    expect(elapsedSeconds(from, to, 40)).toBe(100);
  });
});

describe('lazy', () => {
  it('makes a value once, and tries again after a failure', () => {
    let calls = 0;
    const value = lazy(() => {
      calls += 1;
      if (calls === 1) throw new Error('not yet');
      return undefined;
    });
    expect(value).toThrow('not yet');
    expect([value(), value()]).toEqual([undefined, undefined]);
    expect(calls).toBe(2);
  });
});
