import { imageSize } from 'image-size';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import sharp from 'sharp';

/** What the bytes themselves say; sides in pixels, colours as `#rrggbb`. What cannot be told is absent. */
export type MediaFacts = {
  readonly kind: 'image' | 'video' | 'audio';
  readonly mime: string;
  readonly width?: number;
  readonly height?: number;
  readonly durationSeconds?: number;
  readonly dominantColour?: string;
  readonly hasAlpha?: boolean;
};

const imageMimes: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  bmp: 'image/bmp',
  tiff: 'image/tiff',
  heic: 'image/heic',
  heif: 'image/heif',
  avif: 'image/avif',
  gif: 'image/gif',
  svg: 'image/svg+xml',
};

/** Containers that the provider plays and mediabunny does not read: recognised, never measured. */
const opaqueContainers = [
  { mime: 'video/x-msvideo', offset: 8, signature: 'AVI ' },
  { mime: 'video/x-flv', offset: 0, signature: 'FLV\u0001' },
  { mime: 'video/x-ms-wmv', offset: 0, signature: '0&²u\u008efÏ\u0011' },
] as const;

/** Reads format, sides, length and colour from the bytes, whatever their label; `undefined` when they are no media. */
export async function inspectMedia(bytes: Uint8Array): Promise<MediaFacts | undefined> {
  return (await inspectImage(bytes)) ?? inspectOpaque(bytes) ?? (await inspectTracks(bytes));
}

async function inspectImage(bytes: Uint8Array): Promise<MediaFacts | undefined> {
  const size = readImageSize(bytes);
  const mime = imageMimes[size?.type ?? ''];
  if (!size || !mime) return undefined;
  return { kind: 'image', mime, width: size.width, height: size.height, ...(await look(bytes)) };
}

function readImageSize(bytes: Uint8Array) {
  try {
    return imageSize(bytes);
  } catch {
    return undefined;
  }
}

/** Colour and alpha, where sharp can decode the picture: it reads no BMP, and bytes may be cut short. */
async function look(bytes: Uint8Array) {
  try {
    const { hasAlpha } = await sharp(bytes).metadata();
    const small = sharp(bytes).resize(64, 64, { fit: 'inside', kernel: 'nearest' });
    const { dominant } = await sharp(await small.png().toBuffer()).stats();
    return { dominantColour: hexOf(dominant), hasAlpha };
  } catch {
    return {};
  }
}

function hexOf({ r, g, b }: { r: number; g: number; b: number }): string {
  return `#${[r, g, b].map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function inspectOpaque(bytes: Uint8Array): MediaFacts | undefined {
  const container = opaqueContainers.find(
    ({ offset, signature }) =>
      Buffer.from(bytes.subarray(offset, offset + signature.length)).toString('latin1') ===
      signature,
  );
  return container && { kind: 'video', mime: container.mime };
}

async function inspectTracks(bytes: Uint8Array): Promise<MediaFacts | undefined> {
  using input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  try {
    const mime = (await input.getFormat()).mimeType;
    const durationSeconds = await input.computeDuration();
    const track = await input.getPrimaryVideoTrack();
    if (!track) return { kind: 'audio', mime: mime.replace(/^video\//, 'audio/'), durationSeconds };
    const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
    return { kind: 'video', mime, durationSeconds, width, height };
  } catch {
    return undefined;
  }
}
