import { describe, expect, it } from 'vitest';
import { errorRows } from '../../../../infra/local/dashscope/core/error-rows.ts';
import {
  type FailureKind,
  ProviderResponseError,
  ProviderSilentError,
  ProviderUnreachableError,
} from '../../../../shared/dashscope/errors.ts';
import { submitErrorOf } from '../../../../shared/video/submit-failure.ts';

/** What each documented code means for us; the rows themselves are dashscope-api §7.2. */
const kinds: Readonly<Record<FailureKind, readonly string[]>> = {
  throttled: [
    'Throttling',
    'Throttling.RateQuota',
    'LimitRequests',
    'Throttling.BurstRate',
    'Throttling.AllocationQuota',
    'ModelServingError',
  ],
  misconfigured: [
    'InvalidApiKey',
    'NOT AUTHORIZED',
    'AccessDenied',
    'AccessDenied.Unpurchased',
    'Model.AccessDenied',
    'Workspace.AccessDenied',
    'App.AccessDenied',
    'Endpoint.AccessDenied',
    'AllocationQuota.FreeTierOnly',
    'Arrearage',
    'CommodityNotPurchased',
    'PrepaidBillOverdue',
    'PostpaidBillOverdue',
    'WorkSpaceNotFound',
  ],
  content_policy: [
    'DataInspectionFailed',
    'IPInfringementSuspect',
    'CustomRoleBlocked',
    'FaqRuleBlocked',
  ],
  media: [
    'InvalidParameter.DataInspection',
    'BadRequest.InputDownloadFailed',
    'InvalidURL',
    'InvalidURL.ConnectionRefused',
    'InvalidURL.Timeout',
    'InvalidFile.Format',
    'InvalidFile.Size',
    'InvalidFile.Duration',
    'InvalidFile.Resolution',
    'InvalidFile.FPS',
    'InvalidFile.AspectRatio',
    'InvalidFile.Openerror',
  ],
  invalid: [
    'InvalidParameter',
    'InvalidParameter.NotSupportEnableThinking',
    'invalid_request_error',
    'invalid_value',
    'BadRequest.EmptyModel',
    'BadRequest.EmptyInput',
    'BadRequest.EmptyParameters',
    'BadRequest.IllegalInput',
    'BadRequest.TooLarge',
    'UnsupportedOperation',
    'ModelNotFound',
    'model_not_supported',
    'NotFound',
    'Conflict',
  ],
  unavailable: [
    'InternalError',
    'InternalError.Algo',
    'InternalError.Timeout',
    'InternalError.FileUpload',
    'InternalError.Upload',
    'SystemError',
    'ModelServiceFailed',
    'RequestTimeOut',
    'ModelUnavailable',
  ],
};
const kindOf = new Map(
  Object.entries(kinds).flatMap(([kind, codes]) => codes.map((code) => [code, kind] as const)),
);
const errorOf = (status: number, code: string | null, message = 'No.') =>
  new ProviderResponseError({ status, code, message, requestId: null });
const rows = errorRows.flatMap(({ status, code, message, compatibleCode }) =>
  [code, ...(compatibleCode ? [compatibleCode] : [])].map((name) => ({
    ...{ status, name, message },
    kind: kindOf.get(code),
  })),
);

describe('ProviderResponseError', () => {
  it.each(rows)('takes $status $name for $kind', ({ status, name, message, kind }) => {
    expect(errorOf(status, name, message).kind).toBe(kind);
  });

  const strangers = [
    [400, null, 'invalid'],
    [400, 'Brand.New', 'invalid'],
    [401, null, 'misconfigured'],
    [403, 'Brand.New', 'misconfigured'],
    [404, null, 'invalid'],
    [429, null, 'throttled'],
    [429, 'Brand.New', 'throttled'],
    [500, null, 'unavailable'],
    [502, null, 'unavailable'],
  ] as const;
  it.each(strangers)('judges %i %s by its status: %s', (status, code, kind) => {
    expect(errorOf(status, code).kind).toBe(kind);
  });

  const byMessage = [
    ['Throttling.AllocationQuota', 429, 'Free allocated quota exceeded.', 'misconfigured'],
    ['insufficient_quota', 429, 'Free allocated quota exceeded.', 'misconfigured'],
    ['invalid_parameter_error', 400, 'Failed to download multimodal content.', 'media'],
    [
      'invalid_parameter_error',
      400,
      '<400> The image length and width do not meet the model restrictions.',
      'media',
    ],
    ['invalid_parameter_error', 400, 'Invalid video file.', 'media'],
    ['invalid_parameter_error', 400, 'Temperature should be in [0.0, 2.0)', 'invalid'],
  ] as const;
  it.each(byMessage)('reads the message of %s %i: %s', (code, status, message, kind) => {
    expect(errorOf(status, code, message).kind).toBe(kind);
  });

  it('may be tried again exactly when waiting can help', () => {
    for (const { status, name, message, kind } of rows) {
      const passes = kind === 'throttled' || kind === 'unavailable';
      expect([name, errorOf(status, name, message).retryable]).toEqual([name, passes]);
    }
  });

  it('repeats neither keys nor signed queries of the provider’s message', () => {
    const { message } = errorOf(
      400,
      'InvalidURL',
      'Bad https://h/x?Signature=1 with sk-0123456789',
    );
    expect(message).toBe('Bad https://h/x with [key]');
  });
});

describe('submitErrorOf', () => {
  it('tells for every documented row whether a task may exist', () => {
    for (const { status, name, message, kind } of rows) {
      const meaning = submitErrorOf(errorOf(status, name, message));
      const word = typeof meaning === 'string' ? meaning : 'refused';
      const doubtful = status >= 500;
      const wanted = doubtful ? 'unknown' : kind === 'throttled' ? 'again' : 'refused';
      expect([status, name, word]).toEqual([status, name, wanted]);
    }
  });

  const rest = [
    ['a refusal that is not the provider’s', errorOf(403, null), 'unknown'],
    ['a 429 of some gateway', errorOf(429, null), 'again'],
    ['a request timeout', errorOf(408, 'RequestTimeOut'), 'unknown'],
    ['a connection that was never made', new ProviderUnreachableError('x'), 'again'],
    ['silence', new ProviderSilentError('x', { timedOut: true }), 'unknown'],
    ['a stranger', new Error('x'), 'unknown'],
  ] as const;
  it.each(rest)('takes %s for what it is', (_name, error, meaning) => {
    expect(submitErrorOf(error)).toBe(meaning);
  });

  it('tells nobody about the account’s troubles', () => {
    const told = submitErrorOf(errorOf(400, 'Arrearage', 'Your account 1234 is overdue.'));
    expect(JSON.stringify(told)).not.toContain('1234');
  });
});
