import * as z from 'zod';
import { isPrivateHost } from '../media/addresses.ts';

/** A parsed media value (api.md, Media values). */
export type Media =
  | { readonly form: 'url'; readonly url: string }
  | { readonly form: 'data'; readonly url: string; readonly mime: string; readonly bytes: number }
  | { readonly form: 'oss'; readonly url: string }
  | { readonly form: 'asset'; readonly id: string }
  | { readonly form: 's3'; readonly bucket: string; readonly key: string }
  | { readonly form: 'job'; readonly id: string };

/** What a URL may only carry encoded (RFC 3986 §2); also what ends a URL inside a text, where queries are cut. */
const unfitForUrls = /[\p{C}\s"<>\\]/u;

/** Jobs are told with their addresses, and neither bus nor state machine carries more than 256 KiB (aws-facts §3). */
const longestUrl = 8192;

const dataUri = /^data:([a-z0-9.+/-]{1,100});base64,([A-Za-z0-9+/]+={0,2})$/;

/** What the caller wrote, or the reason why it is not a media value. */
export function parseMedia(value: string): Media | { readonly problem: string } {
  if (value.startsWith('data:')) return parseDataUri(value);
  if (value.length > longestUrl)
    return { problem: `A URL may have at most ${longestUrl} characters.` };
  if (/^asset:ast_[a-z0-9]+$/.test(value)) return { form: 'asset', id: value.slice(6) };
  if (/^job:vid_[a-z0-9]+$/.test(value)) return { form: 'job', id: value.slice(4) };
  if (value.startsWith('s3://')) return parseObject(value);
  if (/^oss:\/\/./.test(value) && !unfitForUrls.test(value)) return { form: 'oss', url: value };
  if (/^https?:\/\//i.test(value)) return parseUrl(value);
  return {
    problem:
      'Give an https:// or http:// URL, a base64 data: URI, oss://…, asset:ast_…, s3://bucket/key or job:vid_….',
  };
}

function parseDataUri(value: string): Media | { readonly problem: string } {
  const [, mime, base64] = dataUri.exec(value) ?? [];
  if (!mime || !base64) return { problem: 'A data: URI must read data:<mime>;base64,<base64>.' };
  return { form: 'data', url: value, mime, bytes: Buffer.byteLength(base64, 'base64') };
}

const objectAddress = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(\P{C}+)$/u;

/** Dot segments would name another object to whoever resolves them. */
function parseObject(value: string): Media | { readonly problem: string } {
  const [, bucket, key] = objectAddress.exec(value) ?? [];
  const isPlain = key?.split('/').every((part) => part !== '.' && part !== '..');
  if (!bucket || !key || !isPlain) return { problem: 'An object must read s3://bucket/key.' };
  return { form: 's3', bucket, key };
}

function parseUrl(value: string): Media | { readonly problem: string } {
  const url = unfitForUrls.test(value) ? null : URL.parse(value);
  if (!url) return { problem: 'This is not a URL.' };
  if (url.username || url.password) return { problem: 'A URL must not carry a user or password.' };
  if (!isPrivateHost(url.hostname)) return { form: 'url', url: value };
  return {
    problem: `${url.hostname} is a private address that the provider cannot reach. Upload the file with POST /v1/assets and pass asset:ast_….`,
  };
}

const described = {
  description:
    'Media: an http(s):// URL, a base64 data: URI, oss://… (a temporary upload at the provider), asset:ast_… (POST /v1/assets), s3://bucket/key (where the deployment allows it) or job:vid_… (the video of a completed job).',
  examples: ['https://example.com/photo.jpg', 'asset:ast_01k3v9', 'job:vid_01k3v9'],
};

/** A string that is looked at later, together with what else its model asks of it. */
export const MediaText = z.string().meta(described);

/** A string in one of the media forms; a wrong one is `invalid_media`. */
export const MediaValue = z
  .string()
  .superRefine((value, context) => {
    const media = parseMedia(value);
    if (!('problem' in media)) return;
    context.addIssue({ code: 'custom', message: media.problem, params: { code: 'invalid_media' } });
  })
  .meta(described);
