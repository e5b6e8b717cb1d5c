import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** `require` for the CommonJS parts of bundled libraries: ESM has none (local-platform §0). */
const requireForBundles =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/**
 * Sources of credentials that Lambda never comes to: its own stand in the environment, which is asked first.
 * The SDK imports them only when they are needed (aws-facts §10).
 */
const unusedCredentials = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/nested-clients',
  '@aws-sdk/token-providers',
  '@smithy/credential-provider-imds',
];

const noEventStreams = fileURLToPath(new URL('./no-event-streams.ts', import.meta.url));

const constant = /^const (\w+) = ("[^"\n]*");$/gm;
const computedKey = /\[(_\w+)\]:/g;

/**
 * The SDK writes its schemas with computed keys, `{ [_hH]: … }`, which to a bundler may have side effects, so it
 * keeps those of every operation. With the keys written out it can drop what nobody uses.
 */
export function writeOutKeys(source: string): string {
  const values = new Map([...source.matchAll(constant)].map(([, name, value]) => [name, value]));
  return source.replace(computedKey, (key, name) =>
    values.has(name) ? `${values.get(name)}:` : key,
  );
}

/** Of a client's package.json only the version is used, for the user agent. */
export function keepVersion(source: string): string {
  const { version } = JSON.parse(source) as { version: string };
  return JSON.stringify({ version });
}

const rewrites = [
  { filter: /@aws-sdk\/.*\/schemas_0\.js$/, loader: 'js', rewrite: writeOutKeys },
  { filter: /@aws-sdk\/[^/]+\/package\.json$/, loader: 'json', rewrite: keepVersion },
] as const;

const slimSdk: Plugin = {
  name: 'slim-sdk',
  setup: ({ onLoad }) => {
    for (const { filter, loader, rewrite } of rewrites)
      onLoad({ filter }, async ({ path }) => ({
        contents: rewrite(await readFile(path, 'utf8')),
        loader,
      }));
  },
};

type BundleOptions = {
  readonly base: string;
  readonly directory: string;
  /** Modules that are bundled into each. */
  readonly inject?: readonly string[];
};

/**
 * Bundles each function into one ES module for Node 24, its own SDK included.
 * @param entries files under `base`; `base/http/a.ts` becomes `directory/http/a.mjs`
 */
export async function bundleFunctions(
  entries: readonly string[],
  { base, directory, inject = [] }: BundleOptions,
): Promise<void> {
  await build({
    entryPoints: [...entries],
    outbase: base,
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    charset: 'utf8',
    legalComments: 'none',
    inject: [...inject],
    external: unusedCredentials,
    alias: { '@smithy/core/event-streams': noEventStreams },
    plugins: [slimSdk],
    banner: { js: requireForBundles },
    logLevel: 'warning',
  });
}
