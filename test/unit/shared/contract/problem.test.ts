import { describe, expect, it } from 'vitest';
import {
  type ProblemCode,
  ProblemDocument,
  problemDocument,
  problems,
} from '../../../../shared/contract/problem.ts';
import { invalidField, invalidFields } from '../../../../shared/contract/service-error.ts';

const documentOf = (code: ProblemCode) =>
  problemDocument({ code, detail: 'Do this.', requestId: 'r1' });

describe('problemDocument', () => {
  const statuses = {
    400: ['invalid_json', 'invalid_parameter', 'unsupported_option', 'invalid_media'],
    401: ['unauthorized'],
    404: ['not_found'],
    405: ['method_not_allowed'],
    409: ['not_ready', 'idempotency_in_progress'],
    413: ['payload_too_large'],
    415: ['unsupported_media_type'],
    422: ['idempotency_key_reuse', 'content_policy'],
    429: ['rate_limited'],
    500: ['internal_error'],
    502: ['provider_error', 'structured_output_invalid'],
    503: ['provider_unavailable', 'provider_misconfigured'],
    504: ['provider_timeout'],
  } as const;
  const rows = Object.entries(statuses).flatMap(([status, codes]) =>
    codes.map((code) => [code, Number(status)] as const),
  );
  it.each(rows)('gives %s the status %i', (code, status) => {
    const document = ProblemDocument.parse(documentOf(code));
    expect(document).toMatchObject({ status, code, request_id: 'r1', error: { code } });
  });

  it('knows no code that the contract does not name', () => {
    expect(Object.keys(problems).sort()).toEqual(rows.map(([code]) => code).sort());
  });

  it('names the first wrong field the way OpenAI clients read it', () => {
    const error = { pointer: '/images/0', code: 'invalid_media', detail: 'No.' } as const;
    const document = problemDocument({
      code: 'invalid_media',
      detail: 'No.',
      requestId: 'r',
      errors: [error],
    });
    expect(document.error.param).toBe('images');
    expect(document.errors).toEqual([error]);
  });

  it('names no field when the whole request is meant', () => {
    const { errors, message, code } = invalidField('invalid_parameter', '', 'No.');
    const document = problemDocument({ code, detail: message, requestId: 'r', errors });
    expect(document.error.param).toBeNull();
  });
});

describe('invalidFields', () => {
  const field = (code: ProblemCode, pointer: string) => ({ code, pointer, detail: 'No.' });

  it('takes its code from its fields when they agree', () => {
    const error = invalidFields([
      field('invalid_media', '/image'),
      field('invalid_media', '/video'),
    ]);
    expect(error.code).toBe('invalid_media');
    expect(error.message).toBe('/image: No. /video: No.');
  });

  it('is an invalid parameter when they do not', () => {
    const error = invalidFields([field('invalid_media', '/a'), field('unsupported_option', '/b')]);
    expect(error).toMatchObject({ code: 'invalid_parameter', status: 400 });
  });
});
