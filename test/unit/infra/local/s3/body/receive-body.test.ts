import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { receiveBody } from '../../../../../../infra/local/s3/body/receive-body.ts';

const base64 = (algorithm: string) => createHash(algorithm).update('hello').digest('base64');
const crc32 = 'NhCmhg==';
const sha256Hex = createHash('sha256').update('hello').digest('hex');

const receive = (headers: Record<string, string>, content = 'hello') =>
  receiveBody({ headers, body: Readable.from([Buffer.from(content)]), chunkSignatures: undefined });

async function drain(headers: Record<string, string>, content?: string) {
  const body = receive(headers, content);
  let received = 0;
  for await (const piece of body.stream) received += piece.length;
  return { received, md5: body.md5(), checksum: body.checksum() };
}

const framed = (trailer: string) => ({
  headers: {
    'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length': '5',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  },
  content: `5\r\nhello\r\n0\r\n${trailer}\r\n`,
});

describe('receiveBody', () => {
  it.each<[string, Record<string, string>]>([
    ['nothing', {}],
    ['Content-MD5', { 'content-md5': base64('md5') }],
    ['the payload hash', { 'x-amz-content-sha256': sha256Hex }],
    ['CRC32', { 'x-amz-checksum-crc32': crc32 }],
    ['SHA-1', { 'x-amz-checksum-sha1': base64('sha1') }],
    ['SHA-256', { 'x-amz-checksum-sha256': base64('sha256') }],
  ])('passes a body of which %s is claimed rightly', async (_name, claim) => {
    const { received, md5 } = await drain({ 'content-length': '5', ...claim });
    expect([received, md5]).toEqual([5, createHash('md5').update('hello').digest('hex')]);
  });

  it('keeps a proven trailer', async () => {
    const { headers, content } = framed(`x-amz-checksum-crc32:${crc32}\r\n`);
    const { checksum } = await drain(headers, content);
    expect(checksum).toEqual({ algorithm: 'crc32', value: crc32, type: 'FULL_OBJECT' });
  });

  it.each([
    ['wrong', 'x-amz-checksum-crc32:AAAAAA==\r\n'],
    ['missing', ''],
  ])('fails at the end when the trailer is %s', async (_name, trailer) => {
    const { headers, content } = framed(trailer);
    await expect(drain(headers, content)).rejects.toMatchObject({ code: 'BadDigest' });
  });

  it.each<[string, Record<string, string>, string]>([
    ['another MD5', { 'content-md5': base64('md5').replace(/^../, 'AA') }, 'BadDigest'],
    [
      'another payload hash',
      { 'x-amz-content-sha256': '0'.repeat(64) },
      'XAmzContentSHA256Mismatch',
    ],
    ['another length', { 'content-length': '6' }, 'IncompleteBody'],
  ])('fails at the end for %s', async (_name, claim, code) => {
    await expect(drain({ 'content-length': '5', ...claim })).rejects.toMatchObject({ code });
  });

  it.each<[string, Record<string, string>, string]>([
    ['no length', {}, 'MissingContentLength'],
    ['an MD5 that is none', { 'content-length': '5', 'content-md5': 'abc' }, 'InvalidDigest'],
    [
      'two checksums',
      { 'content-length': '5', 'x-amz-checksum-crc32': crc32, 'x-amz-checksum-sha1': 'x' },
      'InvalidRequest',
    ],
    [
      'an unknown checksum',
      { 'content-length': '5', 'x-amz-checksum-crc32c': 'x' },
      'NotImplemented',
    ],
  ])('refuses %s before reading', (_name, headers, code) => {
    expect(() => receive(headers)).toThrow(expect.objectContaining({ code }));
  });
});
