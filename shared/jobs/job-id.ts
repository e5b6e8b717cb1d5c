import { randomBytes } from 'node:crypto';

/** What a job makes; its id begins with the kind's prefix. */
export type JobKind = 'video' | 'vision';

const prefixes = { video: 'vid', vision: 'vis' } as const;

const lastMoment = 2 ** 48 - 1;
const timeDigits = 10;
const randomDigits = 16;

/**
 * An id whose order is newest first, so that a plain S3 listing is the list callers want:
 * ten base-32 digits of the time that is left until the year 10889, then sixteen random ones.
 */
export function createJobId(prefix: 'vid' | 'vis' | 'ast', now: Date): string {
  const remaining = (lastMoment - now.getTime()).toString(32).padStart(timeDigits, '0');
  const random = BigInt(`0x${randomBytes(10).toString('hex')}`).toString(32);
  return `${prefix}_${remaining}${random.padStart(randomDigits, '0')}`;
}

/** The id of a new job. */
export function createIdOf(kind: JobKind, now: Date): string {
  return createJobId(prefixes[kind], now);
}

/** Whether a job was created later than another one, of whatever kind. */
export function isNewerJob(id: string, other: string): boolean {
  const [one, two] = [id, other].map((each) => each.slice(each.indexOf('_')));
  return (one ?? '') < (two ?? '');
}

/** The kind of a job by its id. */
export function kindOf(id: string): JobKind {
  return id.startsWith(`${prefixes.vision}_`) ? 'vision' : 'video';
}
