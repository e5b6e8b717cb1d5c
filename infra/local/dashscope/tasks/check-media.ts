import type { FetchedMedia } from '../media/fetch-media.ts';
import { ProviderError } from '../route.ts';
import type { MediaLimits } from './models/media-limits.ts';

const bytesPerMegabyte = 1024 * 1024;

type Rule = {
  readonly code: string;
  readonly isBroken: (media: FetchedMedia, limits: MediaLimits) => boolean;
  readonly message: (limits: MediaLimits) => string;
};

const outside = (value: number | undefined, range: readonly [number, number] | undefined) =>
  value !== undefined && range !== undefined && (value < range[0] || value > range[1]);

const shortest = ({ width, height }: FetchedMedia) => width && height && Math.min(width, height);
const longest = ({ width, height }: FetchedMedia) => width && height && Math.max(width, height);

/** What the provider says of a file that it could fetch but not use (dashscope-api §7.2). */
const rules: readonly Rule[] = [
  {
    code: 'InvalidFile.Format',
    isBroken: (media, limits) =>
      media.kind !== limits.kind || !limits.mimes.includes(media.mime.split(';')[0] ?? ''),
    message: () => 'Invalid file format. The file format is not supported.',
  },
  {
    code: 'InvalidFile.Format',
    isBroken: (media, { opaque }) => opaque === true && media.hasAlpha === true,
    message: () => 'Invalid file format. Images with an alpha channel are not supported.',
  },
  {
    code: 'InvalidFile.Size',
    isBroken: ({ bytes }, { megabytes }) => bytes.byteLength > megabytes * bytesPerMegabyte,
    message: ({ megabytes }) =>
      `Invalid file size. The file size must be less than ${megabytes} MB.`,
  },
  {
    code: 'InvalidFile.Duration',
    isBroken: (media, { seconds }) => outside(media.durationSeconds, seconds),
    message: ({ seconds = [] }) =>
      `Invalid file duration. The file duration must be ${seconds[0]} s ~ ${seconds[1]} s.`,
  },
  {
    code: 'InvalidFile.Resolution',
    isBroken: (media, { sides }) =>
      outside(shortest(media), sides) || outside(longest(media), sides),
    message: ({ sides = [] }) =>
      `Invalid file resolution. The width and height must be ${sides[0]} ~ ${sides[1]}.`,
  },
  {
    code: 'InvalidFile.AspectRatio',
    isBroken: (media, { ratio }) =>
      ratio !== undefined && (longest(media) ?? 1) / (shortest(media) ?? 1) > ratio,
    message: ({ ratio = 1 }) =>
      `Invalid file aspect ratio. The aspect ratio must be 1:${ratio} ~ ${ratio}:1.`,
  },
];

/** @throws ProviderError `InvalidFile.*`: the first limit of its role that a medium breaks */
export function checkMedia(media: FetchedMedia, limits: MediaLimits): void {
  const applicable = limits.or?.kind === media.kind ? limits.or : limits;
  const broken = rules.find((rule) => rule.isBroken(media, applicable));
  if (broken) throw new ProviderError(400, broken.code, broken.message(applicable));
}
