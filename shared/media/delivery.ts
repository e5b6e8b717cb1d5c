import type { FieldProblem } from '../contract/problem.ts';
import { invalidFields, ServiceError } from '../contract/service-error.ts';
import { MediaCarrier, type MediaInput } from './carrier.ts';
import { mediaTypeOf } from './formats.ts';
import { inspectFile } from './inspect-file.ts';
import { limitProblems, sizeProblem } from './limit-problems.ts';
import type { MediaLimits } from './limits.ts';
import type { MediaFile } from './media-file.ts';

export type { MediaInput } from './carrier.ts';

/** Of a picture all may have to be read, and a function has half a gigabyte. */
const atOnce = 8;

/** Media from callers: looked at before anything is spent, then brought to the provider. */
export class MediaDelivery extends MediaCarrier {
  /**
   * Every reason why media cannot be delivered or would be refused; costs nothing and changes nothing.
   * Whatever is ours to read is held against the limits by its bytes; an address is the provider's to fetch.
   */
  async check(owner: string, media: readonly MediaInput[]): Promise<FieldProblem[]> {
    const found: FieldProblem[] = [];
    for (let from = 0; from < media.length; from += atOnce) {
      const group = media.slice(from, from + atOnce);
      const problems = await Promise.all(group.map((input) => this.#problemsOf(owner, input)));
      found.push(...problems.flat());
    }
    return found;
  }

  async #problemsOf(owner: string, input: MediaInput): Promise<readonly FieldProblem[]> {
    const { pointer } = input;
    try {
      const source = await this.sources.find({ owner, ...input });
      if (source.kind === 'address') return [];
      const details = await fileProblems(source.file, limitsFor(source.file, input));
      return details.map((detail) => ({ pointer, code: 'invalid_media', detail }));
    } catch (error) {
      if (error instanceof ServiceError) return error.errors;
      throw error;
    }
  }
}

/** Where two kinds are taken, what was declared says which one this is to be. */
function limitsFor(file: MediaFile, { limits, alternative }: MediaInput): MediaLimits {
  const isOther = alternative && mediaTypeOf(file).startsWith(`${alternative.kind}/`);
  return isOther ? alternative : limits;
}

async function fileProblems(file: MediaFile, limits: MediaLimits): Promise<string[]> {
  const size = sizeProblem(file.bytes, limits);
  // what is too large is not read
  if (size !== undefined) return [size];
  const facts = await inspectFile(file, limits);
  if (facts) return limitProblems(facts, limits);
  return [
    `This is not ${kindNames[limits.kind]} that can be read; taken are ${limits.formats.join(', ')}.`,
  ];
}

const kindNames = { image: 'an image', video: 'a video', audio: 'an audio file' } as const;

/** @throws ServiceError with every problem, when there is one. */
export function refuseMedia(problems: readonly FieldProblem[]): void {
  if (problems.length) throw invalidFields(problems);
}
