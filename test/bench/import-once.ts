import { pathToFileURL } from 'node:url';

/** Imports the module that is named and prints how many milliseconds that took. */
const [file = ''] = process.argv.slice(2);
// what Lambda's runtime puts in place for functions that stream
Object.assign(globalThis, { awslambda: { streamifyResponse: (handler: unknown) => handler } });
const started = performance.now();
await import(pathToFileURL(file).href);
process.stdout.write(String(performance.now() - started));
process.exit(0);
