import sharp from 'sharp';
import { encodeVideo } from '../../infra/local/dashscope/media/encode-video.ts';

/** A PNG that is not compressed: a square as large as so many bytes need. */
export async function largePhoto(bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const side = Math.ceil(Math.sqrt(bytes / 3));
  const create = { width: side, height: side, channels: 3, background: '#b04020' } as const;
  return new Uint8Array(await sharp({ create }).png({ compressionLevel: 0 }).toBuffer());
}

/** Three seconds of MP4, and a box of padding after them, as editors leave it behind. */
export async function largeVideo(bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const video = await encodeVideo({ width: 320, height: 240, seconds: 3, sound: false });
  const padded = Buffer.alloc(bytes);
  padded.set(video);
  padded.writeUInt32BE(bytes - video.length, video.length);
  padded.write('free', video.length + 4);
  return new Uint8Array(padded);
}
