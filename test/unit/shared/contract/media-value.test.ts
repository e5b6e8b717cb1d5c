import { describe, expect, it } from 'vitest';
import { parseMedia } from '../../../../shared/contract/media-value.ts';
import { cutDeep } from '../../../../shared/runtime/redaction.ts';
import fc from '../../../support/fake-chance.ts';

const png = 'data:image/png;base64,iVBORw0KGgo=';

describe('parseMedia', () => {
  const accepted = [
    ['https://host.example/a.jpg', { form: 'url' }],
    ['http://host.example:8080/a.jpg?x=1#y', { form: 'url' }],
    ['HTTPS://HOST.EXAMPLE/A.JPG', { form: 'url' }],
    ['https://8.8.8.8/a.jpg', { form: 'url' }],
    ['https://[2606:4700::1111]/a.jpg', { form: 'url' }],
    [png, { form: 'data', mime: 'image/png', bytes: 8 }],
    ['data:video/mp4;base64,AAAA', { form: 'data', mime: 'video/mp4', bytes: 3 }],
    ['data:image/svg+xml;base64,AA==', { form: 'data', bytes: 1 }],
    ['oss://dashscope-instant/x/y.png', { form: 'oss' }],
    ['asset:ast_01k3v9', { form: 'asset', id: 'ast_01k3v9' }],
    ['job:vid_01k3v9', { form: 'job', id: 'vid_01k3v9' }],
    ['s3://my.bucket-1/a/b c/ü?.png', { form: 's3', bucket: 'my.bucket-1', key: 'a/b c/ü?.png' }],
    ['s3://bucket/a..b/...', { form: 's3', bucket: 'bucket', key: 'a..b/...' }],
  ] as const;
  it.each(accepted)('takes %s', (value, media) => {
    expect(parseMedia(value)).toMatchObject(media);
  });

  const refused = [
    '',
    'photo.jpg',
    '//host.example/a.jpg',
    'ftp://host.example/a.jpg',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
    'https://host.example/a b.jpg',
    ' https://host.example/a.jpg',
    'https://host.example/a.jpg ',
    'https://host.example/a\n.jpg',
    'https://user:password@host.example/a.jpg',
    'https://user@host.example/a.jpg',
    'asset:',
    'asset:vid_01',
    'asset:ast_../../x',
    'asset:ast_01/file',
    'job:',
    'job:vis_01',
    'job:vid_01/../x',
    's3://',
    's3://bucket',
    's3://bucket/',
    's3://Bucket/a',
    's3:///a',
    's3://bucket/../other/a',
    's3://bucket/a/./b',
    's3://bucket/a/..',
    's3://bucket/a\nb',
    'oss://',
    'oss://a b',
    'data:image/png,plain',
    'data:image/png;base64,',
    'data:;base64,AAAA',
    'data:image/png;base64,not base64!',
    'data:image/png;charset=utf-8;base64,AAAA',
  ];
  it.each(refused)('refuses %j and says what it takes', (value) => {
    expect(parseMedia(value)).toEqual({ problem: expect.stringMatching(/\w{3}/) });
  });

  const privateUrls = [
    'http://localhost/a',
    'http://LOCALHOST:3000/a',
    'http://api.localhost/a',
    'http://printer.local/a',
    'http://metadata.google.internal/a',
    'http://intranet/a',
    'http://intranet./a',
    'http://localhost./a',
    'http://127.0.0.1/a',
    'http://127.0.0.1./a',
    'http://2130706433/a',
    'http://017700000001/a',
    'http://0x7f000001/a',
    'http://127.1/a',
    'http://0/a',
    'http://10.0.0.1/a',
    'http://172.16.0.1/a',
    'http://192.168.1.1/a',
    'http://169.254.169.254/latest/meta-data',
    'http://100.100.100.200/a',
    'http://[::1]/a',
    'http://[::]/a',
    'http://[::ffff:127.0.0.1]/a',
    'http://[::127.0.0.1]/a',
    'http://[fe80::1]/a',
    'http://[fd00::1]/a',
    'http://①②⑦.0.0.1/a',
  ];
  it.each(privateUrls)('refuses %s as private and names assets', (value) => {
    expect(parseMedia(value)).toEqual({ problem: expect.stringContaining('POST /v1/assets') });
  });

  it('never throws, and whatever it takes can be kept without a query', () => {
    const urlText = fc.string({ unit: fc.constantFrom(...'a%2/?#&=@:.\'"<>\\ \n猫') });
    const urlish = fc
      .tuple(
        fc.constantFrom('https://h.example/', 'HTTP://h.example', 'oss://b/'),
        urlText,
        urlText,
      )
      .map(([origin, path, query]) => `${origin}${path}?${query}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), urlish), (text) => {
        const media = parseMedia(text);
        if ('problem' in media || media.form === 'asset') return;
        expect(cutDeep(text)).not.toContain('?');
      }),
      { numRuns: 1000 },
    );
  });

  const prefixes = ['https://host.example/', 'oss://bucket/', 'asset:ast_', 'data:image/'];
  it.each(prefixes)('refuses what no event of a job could carry: %s…', (prefix) => {
    const value = `${prefix}${'a'.repeat(8192)}`;
    const encoded = prefix.startsWith('data:') ? `${value};base64,AA==` : value;
    expect(parseMedia(encoded)).toHaveProperty('problem');
  });

  it('measures base64 as it decodes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (bytes) => {
        const value = `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
        expect(parseMedia(value)).toMatchObject({ bytes: bytes.length });
      }),
    );
  });

  it('reads five megabytes of base64', () => {
    const bytes = Buffer.alloc(5_000_000, 7);
    const value = `data:image/png;base64,${bytes.toString('base64')}`;
    expect(parseMedia(value)).toMatchObject({ bytes: 5_000_000 });
    expect(parseMedia(`${value}!`)).toHaveProperty('problem');
  });
});
