import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../../shared/contract/service-error.ts';
import { fateOf, neverAdmitted } from '../../../../shared/vision/vision-fate.ts';
import { createRecord } from '../../../support/fake-record.ts';

const at = '2026-11-21T05:00:00.000Z';
const asked = createRecord({ kind: 'vision', timeline: [{ at, event: 'intend' }] });
const lost = { ...asked, timeline: [...asked.timeline, { at, event: 'repeat' }] };

describe('how a vision job ends', () => {
  const refusals = ['provider_misconfigured', 'invalid_media', 'invalid_parameter'] as const;

  it.each(refusals)('is unbilled when the only ask is refused as %s', (code) => {
    expect(fateOf(asked, new ServiceError(code, 'No.'))).toMatchObject({
      ...{ code, message: 'No.', maybe_billed: false },
    });
  });

  it.each(refusals)('is perhaps billed when an answer was lost before %s', (code) => {
    expect(fateOf(lost, new ServiceError(code, 'No.'))).toMatchObject({
      ...{ code, maybe_billed: true, retryable: false },
      message: 'No. An earlier answer was lost on its way and may have been billed.',
    });
  });

  it.each([
    ['input', false],
    ['output', true],
    [undefined, true],
  ] as const)('that moderation refused by the %s is perhaps billed: %s', (stage, maybe_billed) => {
    const refusal = new ServiceError('content_policy', 'No.', [], { stage });
    expect(fateOf(asked, refusal)).toMatchObject({ maybe_billed });
  });

  it('says that nothing was made only where no answer was lost', () => {
    expect(neverAdmitted(asked)).toMatchObject({ maybe_billed: false, retryable: true });
    expect(neverAdmitted(asked).message).toContain('nothing was made');
    expect(neverAdmitted(lost)).toMatchObject({ maybe_billed: true, retryable: false });
    expect(neverAdmitted(lost).message).toMatch(/too busy .+ lost .+ may have been billed/);
  });

  it.each([
    new ServiceError('provider_error', 'Broken.'),
    new ServiceError('provider_timeout', 'Late.'),
    new TypeError('ours'),
  ])('is put off once when the answer may have been lost: %s', (error) => {
    expect(fateOf(asked, error)).toMatchObject({ name: 'AnswerLost' });
    expect(fateOf(lost, error)).toMatchObject({ maybe_billed: true, retryable: false });
  });
});
