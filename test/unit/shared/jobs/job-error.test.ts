import { expect, it } from 'vitest';
import { jobError } from '../../../../shared/jobs/job-error.ts';

it.each([
  [{ retryable: true }, { retryable: true, maybe_billed: false }],
  [
    { retryable: true, maybe_billed: true },
    { retryable: false, maybe_billed: true },
  ],
  [{ maybe_billed: true }, { retryable: false, maybe_billed: true }],
  [{}, { retryable: false, maybe_billed: false, provider_code: null }],
])('%j never invites to pay twice', (facts, told) => {
  const what = { code: 'internal_error', message: 'It broke.', stage: 'workflow' } as const;
  expect(jobError({ ...what, ...facts })).toMatchObject({ ...what, ...told });
});
