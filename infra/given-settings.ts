import type { Node } from 'constructs';
import * as z from 'zod';
import { ConfigError } from './config-error.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Where settings are given. */
export type SettingSources = {
  /** Has CDK's context: that of `cdk.json` and of `--context name=value`, mixed. */
  readonly node: Node;
  /** `QWEN_MEDIA_<NAME>`, for instance `QWEN_MEDIA_ALARM_EMAIL`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * The context of `cdk.json` alone; whatever differs from it was told on the command line or in `~/.cdk.json`. CDK
   * hands on values without their origin, so that one which repeats `cdk.json` cannot be told apart.
   */
  readonly written: Settings;
};

/** Settings that have structure may be given as JSON text, because a command line has nothing else. */
export const structured = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(parsedIfJson, schema);

/**
 * What is set, by whoever says it last: `cdk.json` for every stage, its `stages.<stage>`, the command line, the
 * environment.
 * @throws ConfigError
 */
export function givenSettings(sources: SettingSources, usualStage: string): Settings {
  const { stages, ...context } = ofContext(sources.node);
  const isTold = ([name, value]: [string, unknown]) => !isSame(value, sources.written[name]);
  const told = Object.fromEntries(Object.entries(context).filter(isTold));
  const variables = ofEnvironment(sources.environment);
  const stage = String(variables.stage ?? context.stage ?? usualStage);
  return { ...context, ...stagesOf(stages)[stage], ...told, ...variables };
}

/** Names with punctuation are CDK's own (`@aws-cdk/…`, `cli-telemetry`); ours have none. */
function ofContext(node: Node): Settings {
  const context = Object.entries(node.getAllContext() as Settings);
  return Object.fromEntries(
    context.filter(([name, value]) => /^\w+$/.test(name) && value !== undefined),
  );
}

const prefix = 'QWEN_MEDIA_';

function ofEnvironment(environment: SettingSources['environment']): Settings {
  const entries = Object.entries(environment).flatMap(([key, value]) =>
    key.startsWith(prefix) && value ? [[camelCase(key.slice(prefix.length)), value]] : [],
  );
  return Object.fromEntries(entries);
}

const Stages = structured(z.record(z.string(), z.looseObject({})).default({}));

function stagesOf(stages: unknown): z.infer<typeof Stages> {
  const result = Stages.safeParse(stages);
  if (result.success) return result.data;
  throw new ConfigError('The configuration is wrong. stages: settings by the name of their stage.');
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function parsedIfJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
