import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { partsOf } from './late-parts.ts';

const functions = fileURLToPath(new URL('../../../functions', import.meta.url));
const script = fileURLToPath(new URL('./main.ts', import.meta.url));

/** Where the bundles of this run of CDK are, by the modules injected into them. */
const bundled = new Map<string, string>();

/** All functions are bundled in one go, when the first is wanted: that takes little longer than one alone. */
function bundlesWith(inject: readonly string[]): string {
  const key = inject.join();
  const directory = bundled.get(key) ?? bundleAll(inject);
  bundled.set(key, directory);
  return directory;
}

function bundleAll(inject: readonly string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'bundles-'));
  process.once('exit', () => rmSync(directory, { recursive: true }));
  const command = [script, directory, ...inject];
  execFileSync(process.execPath, command, { stdio: ['ignore', 'inherit', 'inherit'] });
  return directory;
}

/**
 * The code of a function, bundled on this machine when its stack is.
 * @param file under functions/, for instance `http/create-video`
 * @param inject modules that are bundled into every function
 */
export function functionCode(file: string, inject: readonly string[] = []): Code {
  const tryBundle = (directory: string) => {
    const bundles = bundlesWith(inject);
    const bundle = readFileSync(join(bundles, `${file}.mjs`), 'utf8');
    writeFileSync(join(directory, 'index.mjs'), bundle);
    for (const part of partsOf(bundle)) copyFileSync(join(bundles, part), join(directory, part));
    return true;
  };
  return Code.fromAsset(functions, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // never asked for: `local` does not fail over to it
      image: DockerImage.fromRegistry('none'),
      // CDK takes equal options for the same asset
      command: [file, ...inject],
      local: { tryBundle },
    },
  });
}
