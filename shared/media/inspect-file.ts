import { imageSize } from 'image-size';
import { CustomSource, Input, type InputVideoTrack, MP3, MP4, QTFF, WAVE } from 'mediabunny';
import { declaredFormat } from './formats.ts';
import type { MediaLimits } from './limits.ts';
import type { MediaFile } from './media-file.ts';

/** What a file is. Sides in pixels; what cannot be told is absent. */
export type MediaFacts = {
  /** By the names of `MediaLimits.formats`. */
  readonly format: string;
  readonly width?: number;
  readonly height?: number;
  readonly seconds?: number;
  readonly framesPerSecond?: number;
  readonly hasAlpha?: boolean;
};

/** Reads what a file is; `undefined` when it is nothing of the wanted kind. */
export type InspectFile = (file: MediaFile, limits: MediaLimits) => Promise<MediaFacts | undefined>;

/** Formats that no kept library reads: their declared type has to do (local-platform §0). */
const unreadable = new Set(['avi', 'mkv', 'flv', 'wmv']);

/** Enough for the header of nearly every picture; a long EXIF block needs the rest. */
const headBytes = 256 * 1024;
/** A file whose index is scattered over more than this is not measured: it would take too long. */
const mostReadBytes = 32 * 1024 * 1024;

/** Reads only what it must: of a video its index, by ranges. */
export const inspectFile: InspectFile = async (file, limits) => {
  if (limits.kind === 'image') return inspectPicture(file);
  const declared = declaredFormat(file) ?? '';
  if (limits.kind === 'video' && unreadable.has(declared)) return { format: declared };
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

const containerNames: Readonly<Record<string, string>> = {
  MP4: 'mp4',
  'QuickTime File Format': 'mov',
  WAVE: 'wav',
  MP3: 'mp3',
};

async function inspectTracks(
  file: MediaFile,
  limits: MediaLimits,
): Promise<MediaFacts | undefined> {
  using input = new Input({ source: sourceOf(file), formats: [MP4, QTFF, WAVE, MP3] });
  try {
    const { name } = await input.getFormat();
    const format = containerNames[name] ?? name;
    const seconds = (await input.getDurationFromMetadata()) ?? (await input.computeDuration());
    if (limits.kind === 'audio') return { format, seconds };
    const track = await input.getPrimaryVideoTrack();
    return track ? { format, seconds, ...(await measureTrack(track, limits)) } : undefined;
  } catch (error) {
    if (error instanceof ReadError) throw error.cause;
    return undefined;
  }
}

async function measureTrack(track: InputVideoTrack, { minFps, maxFps }: MediaLimits) {
  const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
  if (minFps === undefined && maxFps === undefined) return { width, height };
  const { averagePacketRate } = await track.computePacketStats(100);
  return { width, height, framesPerSecond: averagePacketRate };
}

/** Our storage failed: that says nothing about the file. */
class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly code = 'media_read_failed';
  readonly retryable = true;
}

function sourceOf(file: MediaFile): CustomSource {
  let total = 0;
  return new CustomSource({
    getSize: () => file.bytes,
    read: async (start, end) => {
      total += end - start;
      if (total > mostReadBytes) throw new RangeError('the index is scattered over the whole file');
      return file.read(start, end).catch((cause) => {
        throw new ReadError('reading failed', { cause });
      });
    },
    prefetchProfile: 'network',
    handleUnhandledError: () => undefined,
  });
}
