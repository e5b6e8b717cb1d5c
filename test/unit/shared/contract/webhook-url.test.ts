import { describe, expect, it } from 'vitest';
import { webhookProblems, webhookUrlProblem } from '../../../../shared/contract/webhook-url.ts';

const refused = [
  ['hooks.example.com/a', 'not a URL'],
  ['http://hooks.example.com/a', 'https://'],
  ['ftp://hooks.example.com/a', 'https://'],
  ['https://hooks.example.com:8443/a', 'port 443'],
  ['https://user:password@hooks.example.com/', 'user or password'],
  ['https://localhost/', 'not a public host'],
  ['https://hooks/', 'not a public host'],
  ['https://metadata.google.internal/', 'not a public host'],
  ['https://127.0.0.1/', 'not a public host'],
  ['https://2130706433/', 'not a public host'],
  ['https://0x7f.1/', 'not a public host'],
  ['https://0177.0.0.1/', 'not a public host'],
  ['https://169.254.169.254/latest/', 'not a public host'],
  ['https://10.0.0.1/', 'not a public host'],
  ['https://[::1]/', 'not a public host'],
  ['https://[::ffff:10.0.0.1]/', 'not a public host'],
  ['https://[fd00:ec2::254]/', 'not a public host'],
  ['http://127.0.0.1:4001/', 'https://'],
] as const;

describe('webhookUrlProblem', () => {
  it.each(refused)('refuses %s', (address, reason) => {
    expect(webhookUrlProblem(address, ['http://127.0.0.1:4000'])).toContain(reason);
  });

  it.each([
    'https://hooks.example.com/a?b=c',
    'https://hooks.example.com:443/',
    'https://1.1.1.1/',
  ])('takes %s', (address) => expect(webhookUrlProblem(address, [])).toBeUndefined());

  it('takes exactly the origins that are trusted', () => {
    expect(webhookUrlProblem('http://127.0.0.1:4000/a', ['http://127.0.0.1:4000'])).toBeUndefined();
  });
});

describe('webhookProblems', () => {
  it('points to the field', () => {
    expect(webhookProblems({ webhook_url: 'http://hooks.example.com' }, [])).toEqual([
      { pointer: '/webhook_url', code: 'invalid_parameter', detail: 'Give an https:// URL.' },
    ]);
  });

  it('finds nothing wrong with a request without a webhook', () => {
    expect(webhookProblems({}, [])).toEqual([]);
  });
});
