import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mp4Inspection } from '../../../../shared/video/archive-inspection.ts';

function box(type: string, payload: number, size = payload + 8): Buffer {
  const bytes = Buffer.alloc(payload + 8, 7);
  bytes.writeUInt32BE(size, 0);
  bytes.write(type, 4, 'latin1');
  return bytes;
}

function longBox(type: string, payload: number): Buffer {
  const bytes = box(type, payload + 8, 1);
  bytes.writeBigUInt64BE(BigInt(payload + 16), 8);
  return bytes;
}

const ftyp = box('ftyp', 16);
const inspect = (...chunks: Uint8Array[]) => {
  const inspection = new Mp4Inspection();
  for (const chunk of chunks) inspection.add(chunk);
  return inspection.finish();
};

describe('Mp4Inspection', () => {
  it.each([
    ['an ordinary file', [ftyp, box('free', 0), box('mdat', 300), box('moov', 100)]],
    ['a last box that only just has a header', [ftyp, box('moov', 50), box('free', 0)]],
    ['a box of more than 4 GiB by its kind', [ftyp, longBox('mdat', 200), box('moov', 10)]],
    ['a last box that goes to the end', [ftyp, box('mdat', 200, 0)]],
    ['a box nobody knows, of any length', [ftyp, box('odd ', 10, 999_999)]],
    ['a box nobody knows, of which the header just came', [ftyp, box('odd ', 0, 999_999)]],
    ['bytes behind the last box', [ftyp, box('moov', 50), Buffer.from('abc')]],
  ])('accepts %s', (_name, boxes) => {
    const file = Buffer.concat(boxes);
    const sha256 = createHash('sha256').update(file).digest('hex');
    expect(inspect(file)).toEqual({ bytes: file.length, sha256 });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a few bytes', Buffer.from('ftyp')],
    ['a page', Buffer.from('<!DOCTYPE html><html></html>')],
    ['a box without ftyp before it', box('mdat', 50)],
    ['half of the last box', Buffer.concat([ftyp, box('moov', 90), box('mdat', 50, 900)])],
    ['half of the only box', ftyp.subarray(0, 20)],
    [
      'half of the header of a long box',
      Buffer.concat([ftyp, longBox('mdat', 90).subarray(0, 12)]),
    ],
    ['a last box of which only the header came', Buffer.concat([ftyp, box('mdat', 0, 900)])],
  ])('refuses %s', (_name, file) => {
    expect(() => inspect(file)).toThrow(expect.objectContaining({ name: 'WrongResultError' }));
  });

  it('refuses a page before its end has come', () => {
    const inspection = new Mp4Inspection();
    expect(() => inspection.add(Buffer.from('<!DOCTYPE html><html>'))).toThrow('not an MP4');
  });

  it('finds every cut of a file, however its bytes come in', () => {
    const file = Buffer.concat([ftyp, longBox('mdat', 40), box('free', 0), box('moov', 30)]);
    const borders = [ftyp.length, ftyp.length + 56, ftyp.length + 64];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: file.length }),
        fc.integer({ min: 1, max: 20 }),
        (length, step) => {
          const chunks: Buffer[] = [];
          for (let at = 0; at < length; at += step)
            chunks.push(file.subarray(at, Math.min(at + step, length)));
          // up to seven bytes of a next box are no box yet
          const isSilent = borders.some((border) => length >= border && length < border + 8);
          const isWhole = length === file.length || isSilent;
          if (isWhole) expect(inspect(...chunks).bytes).toBe(length);
          else expect(() => inspect(...chunks)).toThrow();
        },
      ),
    );
  });
});
