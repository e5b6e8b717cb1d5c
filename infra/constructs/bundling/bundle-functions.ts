import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { lateParts } from './late-parts.ts';
import { slimLibraries } from './slim-libraries.ts';

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

type BundleOptions = {
  readonly base: string;
  readonly directory: string;
  /** Modules that are bundled into each. */
  readonly inject?: readonly string[];
};

/**
 * Bundles each function into one ES module for Node 24, its own SDK included, but for the parts that it imports late.
 * @param entries files under `base`; `base/http/a.ts` becomes `directory/http/a.mjs`, a part `directory/part.mjs`
 */
export async function bundleFunctions(
  entries: readonly string[],
  { base, directory, inject = [] }: BundleOptions,
): Promise<void> {
  const late = new Set<string>();
  const settings = { ...common, inject: [...inject], plugins: [slimLibraries, lateParts(late)] };
  await build({ ...settings, entryPoints: [...entries], outbase: base, outdir: directory });
  await build({ ...settings, entryPoints: [...late], entryNames: '[name]', outdir: directory });
}

const common = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  charset: 'utf8',
  legalComments: 'none',
  external: unusedCredentials,
  alias: { '@smithy/core/event-streams': noEventStreams },
  banner: { js: requireForBundles },
  logLevel: 'warning',
  // what is left out on purpose is not there to be imported
  logOverride: { 'import-is-undefined': 'silent' },
} satisfies BuildOptions;
