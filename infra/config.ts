import type { Node } from 'constructs';
import * as z from 'zod';

/** The deployment's settings, from cdk.json context and `--context name=value`; a wrong one stops synth. */
const Config = z.object({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'lower-case letters, digits and dashes, at most 20')
    .default('dev'),
  providerBaseUrl: z
    .url({ protocol: /^https$/, error: 'an https:// origin such as the default' })
    .default('https://dashscope-intl.aliyuncs.com'),
  eventBusName: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,256}$/, 'letters, digits, dots, dashes and underscores')
    .default('qwen-media'),
  mediaDelivery: z.enum(['auto', 'presigned', 'inline']).default('auto'),
});
export type Config = z.infer<typeof Config>;

/** A setting that cannot be used, in a sentence that names it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @throws ConfigError naming every wrong setting. */
export function readConfig(node: Node): Config {
  const given = Object.keys(Config.shape).map((name) => [name, node.tryGetContext(name)]);
  const result = Config.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ConfigError(`The configuration is wrong. ${wrong.join('; ')}.`);
}
