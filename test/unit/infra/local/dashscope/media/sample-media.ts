import sharp from 'sharp';

type ImageFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif';

/** A picture of one colour. */
export async function samplePicture(
  format: ImageFormat,
  width: number,
  height: number,
  background: string | { r: number; g: number; b: number; alpha: number } = '#b04020',
): Promise<Uint8Array> {
  const channels = typeof background === 'string' ? 3 : 4;
  const picture = sharp({ create: { width, height, channels, background } });
  return new Uint8Array(await picture[format]().toBuffer());
}

/** A 24-bit BMP of black pixels. */
export function sampleBmp(width: number, height: number): Uint8Array {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + stride * height);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

/** Silence: 16-bit mono PCM at 8 kHz. */
export function sampleWav(seconds: number): Uint8Array {
  const size = seconds * 16_000;
  const bytes = Buffer.alloc(44 + size);
  bytes.write('RIFF');
  bytes.writeUInt32LE(36 + size, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8_000, 24);
  bytes.writeUInt32LE(16_000, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(size, 40);
  return bytes;
}

/** MPEG-1 layer 3, 128 kbit/s at 44.1 kHz: 417 bytes a frame. */
export function sampleMp3(seconds: number): Uint8Array {
  const frame = Buffer.alloc(417);
  frame.set([0xff, 0xfb, 0x90, 0x00]);
  return Buffer.concat(Array.from({ length: Math.round((seconds * 44_100) / 1152) }, () => frame));
}

export function dataUri(bytes: Uint8Array, mime: string): string {
  return `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`;
}
