import type { CreateVideoRequest } from '../../../../shared/contract/video.ts';
import { modelSamples } from '../../../support/video-samples.ts';

/** The last values that a model takes and the first that it does not, by dashscope-api §3. */
export type Limit = {
  readonly model: string;
  readonly what: string;
  readonly within: readonly CreateVideoRequest[];
  readonly beyond: readonly CreateVideoRequest[];
  /** What is blamed. */
  readonly pointer: string;
};

export const text = (characters: number) => 'x'.repeat(characters);
export const many = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

/** The smallest request of a model, with one field changed. */
export function field(
  model: string,
  name: string,
  within: readonly unknown[],
  beyond: readonly unknown[],
  { sample = '', pointer = `/${name}`, ...others }: Record<string, unknown> = {},
): Limit {
  const found = modelSamples.find(
    (row) => row.model === model && row.name.includes(String(sample)),
  );
  const base = { ...found?.minimal[0], ...others };
  const requests = (values: readonly unknown[]) =>
    values.map((value) => ({ ...base, [name]: value }));
  const what = `${name}${sample ? ` of ${sample}` : ''}`;
  const all = { within: requests(within), beyond: requests(beyond) };
  return { model, what, pointer: String(pointer), ...all } as Limit;
}
