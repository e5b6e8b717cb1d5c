import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { ownerOfKey } from '../../shared/contract/api-key.ts';
import { readSettingsFrom, settingsList } from './read-settings.ts';

const isApiKey = (key: string) => ownerOfKey(key) !== undefined;

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_530).default(3000),
  DASHSCOPE_API_KEY: z.string().default(''),
  DASHSCOPE_BASE_URL: z.url().default('https://dashscope-intl.aliyuncs.com'),
  QWEN_LOCAL_API_KEYS: settingsList
    .refine((keys) => keys.every(isApiKey), 'keys read qm_<owner>_<secret>, 32 characters or more')
    .optional(),
  QWEN_LOCAL_WEBHOOKS: settingsList.optional(),
  QWEN_LOCAL_DIRECTORY: z.string().default('.local'),
  TWIN_SPEED: z.coerce.number().min(1).default(33),
});

/** How the platform is to run. With a `providerKey` money can be spent; without one, the twin answers. */
export type PlatformSettings = {
  readonly port: number;
  /** Where state, logs and endpoints.json live. */
  readonly directory: string;
  readonly apiKeys: readonly string[];
  readonly provider: { readonly baseUrl: string; readonly key: string } | undefined;
  readonly twinSpeed: number;
  /** Exact origins on this machine that may be sent webhooks. */
  readonly webhookOrigins?: readonly string[];
};

const fixedKey = 'qm_local_0000000000000000000000000000';

/** Reads `.env` and the environment (design.md §6). */
export function readSettings(): PlatformSettings {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const environment = readSettingsFrom(Environment, process.env);
  const key = environment.DASHSCOPE_API_KEY;
  const ownKey = key ? `qm_local_${randomBytes(18).toString('hex')}` : fixedKey;
  return {
    port: environment.PORT,
    directory: resolve(environment.QWEN_LOCAL_DIRECTORY),
    apiKeys: environment.QWEN_LOCAL_API_KEYS ?? [ownKey],
    provider: key ? { baseUrl: environment.DASHSCOPE_BASE_URL, key } : undefined,
    twinSpeed: environment.TWIN_SPEED,
    webhookOrigins: environment.QWEN_LOCAL_WEBHOOKS,
  };
}
