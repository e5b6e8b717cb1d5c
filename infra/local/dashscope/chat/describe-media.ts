import type { FetchedMedia } from '../media/fetch-media.ts';
import type { SeenMedia } from './view-media.ts';

const names: Readonly<Record<string, string>> = {
  'image/jpeg': 'A JPEG image',
  'image/png': 'A PNG image',
  'image/webp': 'A WEBP image',
  'image/bmp': 'A BMP image',
  'image/tiff': 'A TIFF image',
  'image/heic': 'A HEIC image',
  'image/heif': 'A HEIF image',
  'video/mp4': 'An MP4 video',
  'video/quicktime': 'A QuickTime video',
  'video/x-matroska': 'A Matroska video',
  'video/x-msvideo': 'An AVI video',
  'video/x-flv': 'An FLV video',
  'video/x-ms-wmv': 'A WMV video',
};

/** "A JPEG image of 640×427 pixels, mostly #1a2b3c; 112525 bytes.": what proves that the right bytes arrived. */
export function describeMedia({ kind, media }: SeenMedia): string {
  const [first] = media;
  if (!first) return 'Nothing.';
  if (kind !== 'frames') return `${describe(first)}.`;
  return `A sequence of ${media.length} frames, the first: ${describe(first)}.`;
}

function describe(media: FetchedMedia): string {
  const { mime, width, height, durationSeconds, dominantColour, bytes } = media;
  const facts = [
    width && height && ` of ${width}×${height} pixels`,
    durationSeconds !== undefined && `, ${durationSeconds.toFixed(1)} seconds long`,
    dominantColour && `, mostly ${dominantColour}`,
  ];
  return `${names[mime] ?? mime}${facts.filter(Boolean).join('')}; ${bytes.byteLength} bytes`;
}

/** The same facts for a JSON answer that follows no schema. */
export function mediaFacts({ kind, media }: SeenMedia) {
  const [first] = media;
  return {
    kind,
    count: media.length,
    format: first?.mime,
    width: first?.width,
    height: first?.height,
    seconds: first?.durationSeconds,
    colour: first?.dominantColour,
    bytes: first?.bytes.byteLength,
  };
}
