import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleFunctions } from './bundle-functions.ts';

/**
 * Bundles every function into the directory that the first argument names, and with each the modules that the others
 * name; a program, because CDK cannot wait for esbuild's plugins.
 */
const [directory = '', ...inject] = process.argv.slice(2);
const base = fileURLToPath(new URL('../../../functions', import.meta.url));
await bundleFunctions(globSync(`${base}/{http,workflow,events}/*.ts`), { base, directory, inject });
