import { imageSize } from 'image-size';
import { declaredFormat } from './formats.ts';
import type { MediaLimits } from './limits.ts';
import type { MediaFacts } from './media-facts.ts';
import type { MediaFile } from './media-file.ts';

/** Reads what a file is; `undefined` when it is nothing of the wanted kind. */
export type InspectFile = (file: MediaFile, limits: MediaLimits) => Promise<MediaFacts | undefined>;

/** Formats that no kept library reads: their declared type has to do (local-platform §0). */
const unreadable = new Set(['avi', 'mkv', 'flv', 'wmv']);

/** Enough for the header of nearly every picture; a long EXIF block needs the rest. */
const headBytes = 256 * 1024;
/** A picture larger than this is not read whole. */
const mostReadBytes = 32 * 1024 * 1024;

/** Loaded when it is needed: most media are pictures, and mediabunny is a fifth of what a function would start with. */
const loadReader = () => import('./inspect-tracks.ts');

/** Reads only what it must: of a video its index, by ranges. */
export const inspectFile: InspectFile = async (file, limits) => {
  if (limits.kind === 'image') return inspectPicture(file);
  const declared = declaredFormat(file) ?? '';
  if (limits.kind === 'video' && unreadable.has(declared)) return { format: declared };
  const { inspectTracks } = await loadReader();
  return inspectTracks(file, limits);
};

async function inspectPicture(file: MediaFile): Promise<MediaFacts | undefined> {
  const head = await file.read(0, Math.min(file.bytes, headBytes));
  const facts = measurePicture(head);
  if (facts || file.bytes <= headBytes || file.bytes > mostReadBytes) return facts;
  return measurePicture(await file.read(0, file.bytes));
}

/** Others exist, but no model takes them, and some are told by a byte or two. */
const pictureNames: Readonly<Record<string, string>> = {
  jpg: 'jpeg',
  png: 'png',
  bmp: 'bmp',
  webp: 'webp',
  tiff: 'tiff',
  heic: 'heic',
  heif: 'heic',
  gif: 'gif',
};

function measurePicture(bytes: Uint8Array): MediaFacts | undefined {
  try {
    const { type = '', width, height } = imageSize(bytes);
    const format = pictureNames[type];
    if (format === undefined) return undefined;
    return { format, width, height, ...(format === 'png' && { hasAlpha: hasAlphaChannel(bytes) }) };
  } catch {
    // not a picture, or not enough of one
    return undefined;
  }
}

/** The colour type of a PNG's first chunk, whose places are fixed: 4 and 6 have an alpha channel (PNG, IHDR). */
function hasAlphaChannel(png: Uint8Array): boolean {
  return [4, 6].includes(png[25] ?? 0);
}
