import * as z from 'zod';

/** Building blocks of request fields (dashscope-api §3); over-long prompts are cut in silence, never refused. */

const cutTo = (limit: number) => (text: string) => [...text].slice(0, limit).join('');

export const prompt = (limit: number) => z.string().min(1).transform(cutTo(limit));
export const optionalPrompt = (limit: number) => z.string().transform(cutTo(limit)).optional();
export const negativePrompt = optionalPrompt(500);

/** HappyHorse counts 5000 characters, or 2500 when they are Chinese (dashscope-api §3.6). */
const cutToWidth = (limit: number) => (text: string) => {
  let width = 0;
  return [...text]
    .filter((character) => {
      width += /\p{Script=Han}/u.test(character) ? 2 : 1;
      return width <= limit;
    })
    .join('');
};
export const happyHorsePrompt = z.string().min(1).transform(cutToWidth(5000));

/** An address or inline data; whether it can be fetched shows when the task starts. */
export const address = z.string().min(1);

export const seed = z.int().min(0).max(2_147_483_647).optional();
export const flag = (fallback: boolean) => z.boolean().default(fallback);
export const seconds = (shortest: number, longest: number) =>
  z.int().min(shortest).max(longest).default(5);
export const secondsOf = (...choices: readonly number[]) => z.literal(choices).default(5);
export const fixedSeconds = z.literal(5).default(5);
export const choice = <const T extends string>(fallback: T, ...others: readonly T[]) =>
  z.enum([fallback, ...others]).default(fallback);
export const scale = (least: number, most: number, fallback: number) =>
  z.number().min(least).max(most).default(fallback);

/** Parameters that nearly every Wan model takes. */
export const wanSwitches = { prompt_extend: flag(true), watermark: flag(false), seed };

/** The envelope of dashscope-api §3: `parameters` may be left out. */
export function envelope<I extends z.ZodRawShape, P extends z.ZodRawShape>(
  input: I,
  parameters: P,
) {
  return z.object({
    input: z.object(input),
    parameters: z.preprocess((value) => value ?? {}, z.object(parameters)),
  });
}
