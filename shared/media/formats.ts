import type { UploadFile } from '../dashscope/upload-form.ts';
import type { MediaFile } from './media-file.ts';

type Format = { readonly format: string; readonly extensions: readonly string[] };

/** Formats by the media types that stand for them; the first type of a format is its own. */
const formats: Readonly<Record<string, Format>> = {
  'image/jpeg': { format: 'jpeg', extensions: ['jpg', 'jpeg'] },
  'image/png': { format: 'png', extensions: ['png'] },
  'image/bmp': { format: 'bmp', extensions: ['bmp'] },
  'image/webp': { format: 'webp', extensions: ['webp'] },
  'image/tiff': { format: 'tiff', extensions: ['tiff', 'tif'] },
  'image/heic': { format: 'heic', extensions: ['heic', 'heif'] },
  'image/gif': { format: 'gif', extensions: ['gif'] },
  'video/mp4': { format: 'mp4', extensions: ['mp4', 'm4v'] },
  'video/quicktime': { format: 'mov', extensions: ['mov'] },
  'video/x-msvideo': { format: 'avi', extensions: ['avi'] },
  'video/x-matroska': { format: 'mkv', extensions: ['mkv'] },
  'video/x-flv': { format: 'flv', extensions: ['flv'] },
  'video/x-ms-wmv': { format: 'wmv', extensions: ['wmv'] },
  'audio/wav': { format: 'wav', extensions: ['wav'] },
  'audio/mpeg': { format: 'mp3', extensions: ['mp3'] },
};

/** Other names that programs give to the same types. */
const aliases: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/heif': 'image/heic',
  'video/avi': 'video/x-msvideo',
  'video/msvideo': 'video/x-msvideo',
  'audio/x-wav': 'audio/wav',
  'audio/wave': 'audio/wav',
  'audio/vnd.wave': 'audio/wav',
  'audio/mp3': 'audio/mpeg',
};

type Declared = Pick<MediaFile, 'contentType' | 'name'>;

/** The media type to send a file under: what was declared, else what its name tells (S3 calls anything a stream). */
export function mediaTypeOf({ contentType, name }: Declared): string {
  const declared = contentType.toLowerCase().split(';')[0]?.trim() ?? '';
  if (/^(image|video|audio)\//.test(declared)) return aliases[declared] ?? declared;
  const extension = name.toLowerCase().split('.').at(-1) ?? '';
  const found = Object.entries(formats).find(([, one]) => one.extensions.includes(extension));
  return found?.[0] ?? 'application/octet-stream';
}

/** The declared format, by the names of `MediaLimits.formats`. */
export function declaredFormat(file: Declared): string | undefined {
  return formats[mediaTypeOf(file)]?.format;
}

/** A file as the provider's storage is sent it: callers' names stay here. */
export function uploadFileOf(file: MediaFile): UploadFile {
  const contentType = mediaTypeOf(file);
  const extension = formats[contentType]?.extensions[0] ?? 'bin';
  return { name: `media.${extension}`, contentType, bytes: file.bytes, stream: file.stream };
}
