import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChunkedBody } from '../../../../../../infra/local/s3/body/chunked-body.ts';
import { chunkSignatures } from '../../../../../../infra/local/s3/signature/chunk-signatures.ts';
import { signingKey } from '../../../../../../infra/local/s3/signature/signing-key.ts';

function frame(chunks: readonly Uint8Array[], trailer = ''): Buffer {
  const framed = chunks.flatMap((chunk) => [`${chunk.length.toString(16)}\r\n`, chunk, '\r\n']);
  return Buffer.concat([...framed, '0\r\n', trailer, '\r\n'].map((piece) => Buffer.from(piece)));
}

async function* inPieces(wire: Buffer, cuts: readonly number[]) {
  const ends = [...cuts.map((cut) => cut % (wire.length + 1)), wire.length].sort((a, b) => a - b);
  let start = 0;
  for (const end of ends) {
    yield wire.subarray(start, end);
    start = end;
  }
}

async function decode(wire: Buffer, decodedLength: number, cuts: readonly number[] = []) {
  const trailers = new Map<string, string>();
  const pieces: Buffer[] = [];
  const body = readChunkedBody(inPieces(wire, cuts), { decodedLength, trailers });
  for await (const piece of body) pieces.push(piece);
  return { content: Buffer.concat(pieces), trailers };
}

describe('readChunkedBody', () => {
  it('gives back the content however it was chunked and however it arrives', async () => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 6 });
    const cuts = fc.array(fc.nat(), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(chunks, cuts, async (parts, cutsAt) => {
        const content = Buffer.concat(parts);
        const trailer = 'X-Amz-Checksum-Crc32: AAAAAA==\r\n';
        const decoded = await decode(frame(parts, trailer), content.length, cutsAt);
        expect(decoded.content.equals(content)).toBe(true);
        expect(decoded.trailers).toEqual(new Map([['x-amz-checksum-crc32', 'AAAAAA==']]));
      }),
    );
  });

  it.each([
    ['a body that ends early', '5\r\nabc', 5, 'IncompleteBody'],
    ['a missing last chunk', '3\r\nabc\r\n', 3, 'IncompleteBody'],
    ['a chunk longer than it says', '2\r\nabc\r\n0\r\n\r\n', 3, 'IncompleteBody'],
    ['less than was announced', '3\r\nabc\r\n0\r\n\r\n', 4, 'IncompleteBody'],
    ['a size that is none', 'abc!\r\n', 3, 'InvalidChunkSizeError'],
    ['a header without end', 'a'.repeat(9000), 3, 'IncompleteBody'],
  ])('refuses %s', async (_name, wire, length, code) => {
    await expect(decode(Buffer.from(wire), length)).rejects.toMatchObject({ code });
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html, "Example: PUT Object"
describe('readChunkedBody with signed chunks', () => {
  const seed = {
    key: signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', {
      day: '20130524',
      region: 'us-east-1',
    }),
    date: '20130524T000000Z',
    scope: '20130524/us-east-1/s3/aws4_request',
    signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  };
  const chunks = [
    [65536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
    [1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
    [0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
  ] as const;
  const wire = chunks
    .map(
      ([size, signature]) =>
        `${size.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(size)}\r\n`,
    )
    .join('');

  const receive = async (body: string) => {
    const options = {
      decodedLength: 66560,
      trailers: new Map(),
      signatures: chunkSignatures(seed),
    };
    let received = 0;
    const pieces = readChunkedBody(inPieces(Buffer.from(body), [10, 70_000]), options);
    for await (const piece of pieces) received += piece.length;
    return received;
  };

  it('accepts the example of AWS', async () => {
    expect(await receive(wire)).toBe(66560);
  });

  it.each([
    ['content', wire.replace('aaaa', 'aaab')],
    ['signature', wire.replace('0055627c', '0055627d')],
    ['missing signature', wire.replace(/;chunk-signature=0055\w+/, '')],
  ])('refuses a changed %s', async (_name, changed) => {
    await expect(receive(changed)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });
});
