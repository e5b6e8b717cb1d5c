import type { FieldProblem } from '../contract/problem.ts';
import { invalidFields, ServiceError } from '../contract/service-error.ts';
import { inGroups } from '../runtime/in-groups.ts';
import { MediaCarrier, type MediaInput } from './carrier.ts';
import { mediaTypeOf } from './formats.ts';
import { inspectFile } from './inspect-file.ts';
import { limitProblems, sizeProblem } from './limit-problems.ts';
import type { MediaLimits } from './limits.ts';
import type { MediaFile } from './media-file.ts';

export type { MediaInput } from './carrier.ts';

/** Of a picture all may have to be read, and a function has half a gigabyte. */
const atOnce = 8;

/** What looking at media tells: what is wrong, and how many seconds of each there are, by pointer, where it is known. */
export type LookedAt = {
  readonly problems: readonly FieldProblem[];
  readonly seconds: ReadonlyMap<string, number>;
};

/** Media from callers: looked at before anything is spent, then brought to the provider. */
export class MediaDelivery extends MediaCarrier {
  /**
   * Every reason why media cannot be delivered or would be refused; costs nothing and changes nothing.
   * Whatever is ours to read is held against the limits by its bytes; an address is the provider's to fetch.
   */
  async look(owner: string, media: readonly MediaInput[]): Promise<LookedAt> {
    const found = await inGroups(media, atOnce, (input) => this.#lookAt(owner, input));
    const seconds = found.flatMap((one) =>
      one.seconds ? [[one.pointer, one.seconds] as const] : [],
    );
    return { problems: found.flatMap(({ problems }) => problems), seconds: new Map(seconds) };
  }

  /** The same where only what is wrong matters. */
  async check(owner: string, media: readonly MediaInput[]): Promise<readonly FieldProblem[]> {
    return (await this.look(owner, media)).problems;
  }

  async #lookAt(owner: string, input: MediaInput) {
    const { pointer } = input;
    try {
      const source = await this.sources.find({ owner, ...input });
      if (source.kind === 'address') return { pointer, problems: [] };
      const { details, seconds } = await lookAtFile(source.file, limitsFor(source.file, input));
      const problems = details.map(
        (detail) => ({ pointer, code: 'invalid_media', detail }) as const,
      );
      return { pointer, problems, seconds };
    } catch (error) {
      if (error instanceof ServiceError) return { pointer, problems: error.errors };
      throw error;
    }
  }
}

/** Where two kinds are taken, what was declared says which one this is to be. */
function limitsFor(file: MediaFile, { limits, alternative }: MediaInput): MediaLimits {
  const isOther = alternative && mediaTypeOf(file).startsWith(`${alternative.kind}/`);
  return isOther ? alternative : limits;
}

async function lookAtFile(
  file: MediaFile,
  limits: MediaLimits,
): Promise<{ details: string[]; seconds?: number }> {
  const size = sizeProblem(file.bytes, limits);
  // what is too large is not read
  if (size !== undefined) return { details: [size] };
  const facts = await inspectFile(file, limits);
  if (facts) return { details: limitProblems(facts, limits), seconds: facts.seconds };
  const taken = limits.formats.join(', ');
  return {
    details: [`This is not ${kindNames[limits.kind]} that can be read; taken are ${taken}.`],
  };
}

const kindNames = { image: 'an image', video: 'a video', audio: 'an audio file' } as const;

/** @throws ServiceError with every problem, when there is one. */
export function refuseMedia(problems: readonly FieldProblem[]): void {
  if (problems.length) throw invalidFields(problems);
}
