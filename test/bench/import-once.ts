import { pathToFileURL } from 'node:url';

/** Imports the module that is named and prints how many milliseconds of processor time that took. */
const [file = ''] = process.argv.slice(2);
const address = pathToFileURL(file).href;
// what Lambda's runtime puts in place for functions that stream
Object.assign(globalThis, { awslambda: { streamifyResponse: (handler: unknown) => handler } });
const before = process.cpuUsage();
await import(address);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000));
process.exit(0);
