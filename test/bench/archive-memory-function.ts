import { handler } from '../../functions/workflow/archive-video.ts';

/** Runs the function once on the job that is named and prints what that took; meant to be bundled. */
const [id = ''] = process.argv.slice(2);
const started = performance.now();
await handler({ owner: 'acme', id });
const seconds = (performance.now() - started) / 1000;
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`measured ${JSON.stringify({ seconds, peakMegabytes })}\n`);
process.exit(0);
