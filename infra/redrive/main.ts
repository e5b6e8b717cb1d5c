import { parseArgs } from 'node:util';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { ObjectStore } from '../../shared/storage/object-store.ts';
import { describeFailure } from '../command-failure.ts';
import { findPlatform } from '../local/endpoints.ts';
import { readSettings } from '../local/settings.ts';
import { type RedriveWork, redrive } from './redrive.ts';

const usage = `Usage: npm run redrive -- [--list] [options]

Tries dead letters of commands and uploads again, and removes each once it is on its way.
However often that is repeated, a letter is one job.
  --list               only show what there is, and why it was given up
  --bucket NAME        the bucket of media (letters under dead-letters/)
  --dead-letters NAME  the bucket of events that Lambda could not get handled
  --bus NAME           the bus of jobs (default: qwen-media)
  --prefix TEXT        only letters whose key begins so; a whole key is one letter

Without --bucket the platform that runs on this machine is meant; with it, the account of your AWS profile.
`;

await run().catch((error) => {
  const { text, exitCode } = describeFailure(error, usage);
  process.stderr.write(text);
  process.exitCode = exitCode;
});

async function run(): Promise<void> {
  const options = readOptions();
  if (options.help) process.stdout.write(usage);
  else
    await redrive(await composeWork(options), { prefix: options.prefix, onlyList: options.list });
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      list: { type: 'boolean', default: false },
      bucket: { type: 'string' },
      'dead-letters': { type: 'string' },
      bus: { type: 'string', default: 'qwen-media' },
      prefix: { type: 'string', default: '' },
    },
  });
  return values;
}

async function composeWork(options: ReturnType<typeof readOptions>): Promise<RedriveWork> {
  const { bucket, 'dead-letters': events, bus: name } = options;
  const place = bucket ? { bucket, s3: {}, bus: {} } : await onThisMachine();
  const media = new ObjectStore(new S3Client(place.s3), place.bucket);
  return {
    sources: [
      { store: media, prefix: 'dead-letters/commands/' },
      { store: media, prefix: 'dead-letters/uploads/' },
      ...(events ? [{ store: media.of(events), prefix: 'aws/lambda/async/' }] : []),
    ],
    bus: { client: new EventBridgeClient(place.bus), name },
    print: (line) => process.stdout.write(`${line}\n`),
  };
}

async function onThisMachine() {
  const found = await findPlatform(readSettings().directory);
  if (!found) throw new Error('No platform runs here: start one, or name a --bucket.');
  const { region, credentials, s3, events, bucket } = found;
  return {
    bucket,
    s3: { region, credentials, endpoint: s3 },
    bus: { region, credentials, endpoint: events },
  };
}
