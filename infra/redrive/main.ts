import { parseArgs } from 'node:util';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { ObjectStore } from '../../shared/storage/object-store.ts';
import { describeFailure } from '../command-failure.ts';
import { findPlatform } from '../local/endpoints.ts';
import { toEvent } from './to-event.ts';

const usage = `Usage: npm run redrive -- [--list] [options]

Tries dead letters of commands and uploads again, and removes each once it is on its way.
  --list               only show what there is
  --bucket NAME        the bucket of media (letters under dead-letters/)
  --dead-letters NAME  the bucket of events that Lambda could not get handled
  --bus NAME           the bus of jobs (default: qwen-media)
  --prefix TEXT        only letters whose key begins so

Without --bucket the platform that runs on this machine is meant; with it, the account of your AWS profile.
`;

type Options = ReturnType<typeof readOptions>;

await run().catch((error) => {
  const { text, exitCode } = describeFailure(error, usage);
  process.stderr.write(text);
  process.exitCode = exitCode;
});

async function run(): Promise<void> {
  const options = readOptions();
  if (options.help) process.stdout.write(usage);
  else await redrive(options);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      list: { type: 'boolean' },
      bucket: { type: 'string' },
      'dead-letters': { type: 'string' },
      bus: { type: 'string', default: 'qwen-media' },
      prefix: { type: 'string', default: '' },
    },
  });
  return values;
}

async function redrive(values: Options): Promise<void> {
  const place = values.bucket ? { bucket: values.bucket, s3: {}, bus: {} } : await onThisMachine();
  const s3 = new S3Client(place.s3);
  const bus = new EventBridgeClient(place.bus);
  const sources = [
    {
      store: new ObjectStore(s3, place.bucket),
      prefixes: ['commands/', 'uploads/'].map((part) => `dead-letters/${part}`),
    },
    ...(values['dead-letters']
      ? [{ store: new ObjectStore(s3, values['dead-letters']), prefixes: ['aws/lambda/async/'] }]
      : []),
  ];
  let count = 0;
  for (const { store, prefixes } of sources)
    for (const prefix of prefixes)
      for (const key of await store.listKeys(prefix))
        if (key.startsWith(values.prefix)) {
          await tryAgain(store, key, bus, values);
          count += 1;
        }
  if (count === 0) process.stdout.write('There are no dead letters.\n');
}

async function onThisMachine() {
  const found = await findPlatform('.local');
  if (!found) throw new Error('No platform runs here: start one, or name a --bucket.');
  const { region, credentials, s3, events, bucket } = found;
  return {
    bucket,
    s3: { region, credentials, endpoint: s3 },
    bus: { region, credentials, endpoint: events },
  };
}

async function tryAgain(
  store: ObjectStore,
  key: string,
  bus: EventBridgeClient,
  values: Options,
): Promise<void> {
  const stored = await store.readJson(key);
  const event = stored && toEvent(key, stored.value);
  process.stdout.write(`${key}  ${event?.DetailType ?? 'nothing to be tried again'}\n`);
  if (values.list || !event) return;
  const Entries = [{ EventBusName: values.bus, ...event }];
  const { Entries: [answer] = [] } = await bus.send(new PutEventsCommand({ Entries }));
  if (answer?.ErrorCode) throw new Error(`${answer.ErrorCode}: ${answer.ErrorMessage}`);
  // only now: a letter that goes twice is one job all the same
  await store.remove(key);
}
