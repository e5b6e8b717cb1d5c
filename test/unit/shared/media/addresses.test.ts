import { describe, expect, it } from 'vitest';
import { isPrivateAddress, isPrivateHost } from '../../../../shared/media/addresses.ts';
import fc from '../../../support/fake-chance.ts';

describe('isPrivateAddress', () => {
  const closed = [
    ['this network', '0.0.0.0'],
    ['loopback', '127.0.0.1'],
    ['loopback, another', '127.255.255.254'],
    ['loopback, decimal', '2130706433'],
    ['loopback, octal', '0177.0.0.1'],
    ['loopback, hexadecimal', '0x7f000001'],
    ['loopback, short', '127.1'],
    ['private 10', '10.255.255.255'],
    ['private 172', '172.31.255.255'],
    ['private 192', '192.168.0.1'],
    ['metadata', '169.254.169.254'],
    ['metadata of ECS', '169.254.170.2'],
    ['metadata of Alibaba', '100.100.100.200'],
    ['carrier NAT', '100.64.0.1'],
    ['protocol assignments', '192.0.0.1'],
    ['documentation', '203.0.113.1'],
    ['benchmarks', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['v6 unspecified', '::'],
    ['v6 loopback', '::1'],
    ['v4-mapped', '::ffff:127.0.0.1'],
    ['v4-mapped, hexadecimal', '::ffff:a00:1'],
    ['v4-compatible', '::127.0.0.1'],
    ['v4-compatible, hexadecimal', '::7f00:1'],
    ['v4-translated', '::ffff:0:127.0.0.1'],
    ['NAT64', '64:ff9b::a00:1'],
    ['NAT64, local', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:7f00:1::'],
    ['v6 link-local', 'fe80::1'],
    ['v6 link-local with a zone', 'fe80::1%eth0'],
    ['v6 site-local', 'fec0::1'],
    ['v6 unique local', 'fd12:3456::1'],
    ['v6 documentation', '2001:db8::1'],
    ['v6 discard', '100::1'],
    ['v6 multicast', 'ff02::1'],
    ['v6 not assigned', '4000::1'],
    ['metadata of EC2 over v6', 'fd00:ec2::254'],
    ['nothing', ''],
    ['a name', 'example.com'],
  ] as const;
  it.each(closed)('refuses %s: %s', (_name, address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  const open = ['8.8.8.8', '1.1.1.1', '172.32.0.1', '::ffff:8.8.8.8', '2606:4700::1111'];
  it.each(open)('lets %s pass', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });

  it('judges a v4 address the same in every spelling', () => {
    fc.assert(
      fc.property(fc.ipV4(), (dotted) => {
        const [a = 0, b = 0, c = 0, d = 0] = dotted.split('.').map(Number);
        const whole = ((a * 256 + b) * 256 + c) * 256 + d;
        const spellings = [
          String(whole),
          `0x${whole.toString(16).padStart(8, '0')}`,
          [a, b, c, d].map((part) => `0${part.toString(8)}`).join('.'),
          `::ffff:${dotted}`,
        ];
        const wanted = isPrivateAddress(dotted);
        for (const spelling of spellings)
          expect([spelling, isPrivateAddress(spelling)]).toEqual([spelling, wanted]);
      }),
    );
  });
});

describe('isPrivateHost', () => {
  const closed = [
    'localhost',
    'LOCALHOST',
    'localhost.',
    'localhost..',
    'a.localhost',
    'printer.local',
    'metadata.google.internal',
    'metadata.google.internal.',
    'router.home.arpa',
    'x.localdomain',
    'intranet',
    'intranet.',
    '127.0.0.1',
    '[::1]',
    '[::ffff:7f00:1]',
    '',
  ];
  it.each(closed)('refuses %j', (host) => {
    expect(isPrivateHost(host)).toBe(true);
  });

  it.each([
    'example.com',
    'example.com.',
    'localhost.example.com',
    'notlocal.dev',
    '[2606:4700::1111]',
  ])('lets %s pass', (host) => {
    expect(isPrivateHost(host)).toBe(false);
  });
});
