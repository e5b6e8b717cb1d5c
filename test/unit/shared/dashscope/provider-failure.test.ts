import { describe, expect, it } from 'vitest';
import {
  AnswerBrokenError,
  ProviderKeyError,
  ProviderResponseError,
  ProviderSilentError,
  ProviderUnreachableError,
  UploadFailedError,
} from '../../../../shared/dashscope/errors.ts';
import { toServiceError } from '../../../../shared/dashscope/provider-failure.ts';

const refusal = (status: number, code: string | null, message = 'No.') =>
  new ProviderResponseError({ status, code, message, requestId: null });

describe('toServiceError', () => {
  it.each([
    [401, 'invalid_api_key', 503, 'provider_misconfigured'],
    [403, 'AccessDenied', 503, 'provider_misconfigured'],
    [403, null, 503, 'provider_misconfigured'],
    [429, 'PostpaidBillOverdue', 503, 'provider_misconfigured'],
    [429, 'limit_requests', 503, 'provider_unavailable'],
    [500, 'internal_error', 502, 'provider_error'],
    [400, 'InvalidURL', 400, 'invalid_media'],
    [400, 'invalid_parameter_error', 400, 'invalid_parameter'],
    [400, 'data_inspection_failed', 422, 'content_policy'],
  ] as const)('makes %i %s a %i %s', (status, code, told, problem) => {
    expect(toServiceError(refusal(status, code))).toMatchObject({ status: told, code: problem });
  });

  it.each([
    ['Input text data may contain inappropriate content.', 'input', 'input'],
    ['<400> InternalError.Algo.DataInspectionFailed: Input data may …', 'input', 'input'],
    ['Output data may contain inappropriate content.', 'output', 'output'],
    ['Input or output data may contain inappropriate content.', undefined, 'output'],
  ] as const)('tells of %j the stage %s, of a begun answer %s', (message, stage, ofBegun) => {
    const error = refusal(400, 'DataInspectionFailed', message);
    expect(toServiceError(error)).toMatchObject({ extras: { stage } });
    const broken = new AnswerBrokenError(error);
    expect(toServiceError(broken)).toMatchObject({ cause: broken, extras: { stage: ofBegun } });
  });

  it.each([
    [refusal(429, 'limit_requests'), 'provider_error'],
    [refusal(500, 'internal_error'), 'provider_error'],
    [refusal(400, 'invalid_parameter_error'), 'invalid_parameter'],
    [new ProviderSilentError('late', { timedOut: true }), 'provider_timeout'],
  ])('says of an answer that broke off never that there was none: %s', (error, code) => {
    const broken = new AnswerBrokenError(error);
    expect(toServiceError(broken)).toMatchObject({ code, cause: broken });
  });

  it.each([
    [refusal(404, 'model_not_found'), '/model'],
    [refusal(400, 'InvalidFile.Format'), '/images'],
    [refusal(500, 'InternalError.Algo', 'Missing Content-Length of multimodal url.'), '/images'],
    [refusal(400, 'InvalidParameter'), ''],
  ])('points at the field where it is known: %s', (error, pointer) => {
    const told = toServiceError(error, { mediaPointer: '/images' });
    expect(told).toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  it.each([
    [new ProviderKeyError('none'), 'provider_misconfigured'],
    [new ProviderUnreachableError('no'), 'provider_unavailable'],
    [new UploadFailedError('503 SlowDown'), 'provider_unavailable'],
    [new ProviderSilentError('cut', { timedOut: false }), 'provider_error'],
    [new ProviderSilentError('late', { timedOut: true }), 'provider_timeout'],
  ])('tells %s', (error, code) => {
    expect(toServiceError(error, { late: 'Ask later.' })).toMatchObject({ code });
  });

  it('says what to do about an answer that took too long', () => {
    const late = new ProviderSilentError('late', { timedOut: true });
    expect(toServiceError(late, { late: 'Ask later.' })).toMatchObject({
      message: 'The answer took too long. Ask later.',
    });
  });

  it('leaves what is not the provider’s as it is', () => {
    const ours = new TypeError('ours');
    expect(toServiceError(ours)).toBe(ours);
  });
});
