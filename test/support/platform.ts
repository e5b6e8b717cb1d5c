import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Endpoints } from '../../infra/local/endpoints.ts';
import { startPlatform } from '../../infra/local/platform.ts';
import { synthesize } from '../../infra/local/synthesize.ts';
import { findLeaks } from './leaks.ts';
import { projectRoot } from './project-root.ts';

/** What the system tests run against; `local` only on a laptop. */
type SystemUnderTest = {
  readonly api: string;
  /** The first owner's key. */
  readonly key: string;
  /** Keys of other owners; a deployment may have none to spare. */
  readonly otherKeys: readonly string[];
  readonly local: LocalSystem | null;
};

export type LocalSystem = {
  readonly directory: string;
  readonly endpoints: Endpoints;
  /** Every reply is kept here, so that all of them can be searched for secrets. */
  readonly repliesFile: string;
  /** The key of the owner that the rules of cdk.json work for. */
  readonly ruleOwnerKey: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    system: SystemUnderTest;
  }
}

const localKeys = {
  alpha: 'qm_alpha_3f9c1d7e5b2a4806c9e1f7d3',
  beta: 'qm_beta_8a6d0c4e2f1b9357d5e3a1c7',
  local: 'qm_local_5c1e9b3d7f20a846e8d4c2b6',
} as const;

/** Runs the tests against the deployment that QWEN_BASE_URL names, or against a platform of their own. */
export default async function setup(project: TestProject) {
  const { QWEN_BASE_URL, QWEN_API_KEY, QWEN_API_KEY_2 } = process.env;
  if (!QWEN_BASE_URL) return startLocal(project);
  if (!QWEN_API_KEY) throw new Error('QWEN_BASE_URL is set: set QWEN_API_KEY, too');
  const otherKeys = QWEN_API_KEY_2 ? [QWEN_API_KEY_2] : [];
  project.provide('system', { api: QWEN_BASE_URL, key: QWEN_API_KEY, otherKeys, local: null });
  return undefined;
}

/** @returns the teardown: the platform ends, nothing secret may have come out, nothing stays behind. */
async function startLocal(project: TestProject): Promise<() => Promise<void>> {
  const assembly = await synthesize(projectRoot, () => {});
  const directory = await mkdtemp(join(tmpdir(), 'qwen-system-'));
  const { endpoints, close } = await startPlatform(projectRoot, assembly, {
    port: 0,
    directory,
    apiKeys: Object.values(localKeys),
    provider: undefined,
    twinSpeed: 33,
  });
  const repliesFile = join(directory, 'replies.jsonl');
  const local = { directory, endpoints, repliesFile, ruleOwnerKey: localKeys.local };
  const { api } = endpoints;
  project.provide('system', { api, key: localKeys.alpha, otherKeys: [localKeys.beta], local });
  return async () => {
    await close();
    const { apiKeys, twinKeys, credentials } = endpoints;
    const leaks = await findLeaks(directory, [
      ...apiKeys,
      ...twinKeys,
      credentials.secretAccessKey,
    ]);
    await rm(directory, { recursive: true });
    if (leaks.length) throw new Error(`Secrets came out (I5):\n${leaks.join('\n')}`);
  };
}
