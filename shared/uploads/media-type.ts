import { ServiceError } from '../contract/service-error.ts';

/** What an object is by its name, where its uploader did not say. */
const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  bmp: 'image/bmp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  heic: 'image/heic',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  avi: 'video/x-msvideo',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
};

/** @throws ServiceError `invalid_media` for what is no image, video or sound */
export function mediaTypeOf(key: string, declared: string): string {
  if (/^(image|video|audio)\//.test(declared)) return declared;
  const extension = key.split('.').at(-1)?.toLowerCase() ?? '';
  const known = Object.hasOwn(types, extension) ? types[extension] : undefined;
  if (known) return known;
  throw new ServiceError('invalid_media', 'This is no image, video or sound by its type or name.');
}
