import { CustomSource, Input, type InputVideoTrack, MP3, MP4, QTFF, WAVE } from 'mediabunny';
import type { MediaLimits } from './limits.ts';
import type { MediaFacts } from './media-facts.ts';
import type { MediaFile } from './media-file.ts';

/** A file whose index is scattered over more than this is not measured: it would take too long. */
const mostReadBytes = 32 * 1024 * 1024;

const containerNames: Readonly<Record<string, string>> = {
  MP4: 'mp4',
  'QuickTime File Format': 'mov',
  WAVE: 'wav',
  MP3: 'mp3',
};

/**
 * Measures a video or sound; `undefined` when it is neither.
 * @throws what reading throws
 */
export async function inspectTracks(
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
