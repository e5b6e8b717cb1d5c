import type { MediaLimits } from './limits.ts';
import type { MediaFacts } from './media-facts.ts';

/** Containers round: a clip of ten seconds may be 10.04 s long, which providers take. */
const secondsTolerance = 0.1;

/** Every way in which a file is more or less than a model takes, in words that say what it takes. */
export function limitProblems(facts: MediaFacts, limits: MediaLimits): string[] {
  const general = [formatProblem(facts, limits), alphaProblem(facts, limits)];
  return [...general, ...rangesOf(facts, limits).map(rangeProblem)].filter(
    (problem) => problem !== undefined,
  );
}

/** What can be said before the file is read. */
export function sizeProblem(
  bytes: number,
  { maxBytes }: Pick<MediaLimits, 'maxBytes'>,
): string | undefined {
  if (bytes === 0) return 'The file is empty.';
  if (bytes <= maxBytes) return undefined;
  return `The file has ${bytes} bytes (${inMegabytes(bytes)}); at most ${maxBytes} (${inMegabytes(maxBytes)}) are taken.`;
}

function inMegabytes(bytes: number): string {
  return `${Number((bytes / 1_000_000).toPrecision(3))} MB`;
}

function formatProblem({ format }: MediaFacts, { formats }: MediaLimits): string | undefined {
  if (formats.some((one) => (one === 'jpg' ? 'jpeg' : one) === format)) return undefined;
  return `The file is ${format}; taken are ${formats.join(', ')}.`;
}

function alphaProblem({ hasAlpha }: MediaFacts, { opaque }: MediaLimits): string | undefined {
  return opaque && hasAlpha ? 'It has an alpha channel; save it without transparency.' : undefined;
}

type Range = {
  readonly what: string;
  readonly unit: string;
  readonly value: number | undefined;
  readonly least?: number;
  readonly most?: number;
  readonly tolerance?: number;
};

function rangesOf(facts: MediaFacts, limits: MediaLimits): Range[] {
  const { width, height, seconds, framesPerSecond } = facts;
  const sides =
    width && height ? { short: Math.min(width, height), long: Math.max(width, height) } : undefined;
  const ratio = sides && sides.long / sides.short;
  const { minSide, maxSide, maxPixels, minRatio, maxRatio, minSeconds, maxSeconds } = limits;
  return [
    { what: 'shorter side', unit: ' px', value: sides?.short, least: minSide },
    { what: 'longer side', unit: ' px', value: sides?.long, most: maxSide },
    { what: 'area', unit: ' px', value: sides && sides.short * sides.long, most: maxPixels },
    { what: 'ratio of its sides', unit: ':1', value: ratio, least: minRatio, most: maxRatio },
    {
      what: 'length',
      unit: ' s',
      value: seconds,
      least: minSeconds,
      most: maxSeconds,
      tolerance: secondsTolerance,
    },
    {
      what: 'frame rate',
      unit: ' fps',
      value: framesPerSecond,
      least: limits.minFps,
      most: limits.maxFps,
    },
  ];
}

function rangeProblem({
  what,
  unit,
  value,
  least,
  most,
  tolerance = 0,
}: Range): string | undefined {
  if (value === undefined) return undefined;
  const rounded = Number(value.toFixed(2));
  if (least !== undefined && rounded < least - tolerance)
    return `Its ${what} is ${rounded}${unit}; it must be at least ${least}${unit}.`;
  if (most !== undefined && rounded > most + tolerance)
    return `Its ${what} is ${rounded}${unit}; it must be at most ${most}${unit}.`;
  return undefined;
}
