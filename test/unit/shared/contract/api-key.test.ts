import { describe, expect, it } from 'vitest';
import { ownerOfKey } from '../../../../shared/contract/api-key.ts';
import fc from '../../../support/fake-chance.ts';

const secret = '0'.repeat(32);

describe('ownerOfKey', () => {
  const owners = ['local', 'a', '9', 'team-7', '-', 'x'.repeat(40)];
  it.each(owners)('reads the owner %s', (owner) => {
    expect(ownerOfKey(`qm_${owner}_${secret}`)).toBe(owner);
  });

  const strangers = [
    '',
    'qm_local_short',
    `qm__${secret}`,
    `qm_Local_${secret}`,
    `qm_lo_cal.x_${secret}`,
    `qm_${'x'.repeat(41)}_${secret}`,
    `sk-${secret}`,
    ` qm_local_${secret}`,
    `qm_local_${secret} `,
    `qm_local_${secret}\n`,
    `qm_../x_${secret}`,
    `qm_local_${secret}/../other`,
  ];
  it.each(strangers)('knows no owner of %j', (key) => {
    expect(ownerOfKey(key)).toBeUndefined();
  });

  it('needs 32 characters in all', () => {
    expect(ownerOfKey('qm_local_'.padEnd(31, '0'))).toBeUndefined();
    expect(ownerOfKey('qm_local_'.padEnd(32, '0'))).toBe('local');
  });

  it('never names an owner that could leave its folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'qm_-/.aZ0 ') }), (text) => {
        const owner = ownerOfKey(`qm_${text}_${secret}`);
        if (owner !== undefined) expect(owner).toMatch(/^[a-z0-9-]{1,40}$/);
      }),
    );
  });
});
