import { mediaErrors } from './media-errors.ts';

const header = /^data:(?:image|video|audio)\/[\w.+-]+(?:;[\w-]+=[^;,]*)*;base64,/i;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Decodes `data:<mime>;base64,…`; `maxBytes` bounds the encoded text. Throws ProviderError. */
export function parseDataUri(uri: string, maxBytes: number): Uint8Array {
  if (uri.length > maxBytes) throw mediaErrors.dataUriTooLarge(maxBytes);
  const prefix = header.exec(uri)?.[0];
  if (!prefix) throw mediaErrors.invalidUrl();
  const encoded = uri.slice(prefix.length);
  if (!base64.test(encoded)) throw mediaErrors.unknownFormat();
  return new Uint8Array(Buffer.from(encoded, 'base64'));
}
