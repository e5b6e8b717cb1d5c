import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { letterDays } from '../../shared/dead-letters/dead-letter.ts';
import { systemClock } from '../../shared/runtime/world.ts';
import { ObjectStore } from '../../shared/storage/object-store.ts';
import { accountRegion } from '../account-region.ts';
import { describeFailure } from '../command-failure.ts';
import { type Place, placeOfStage, placeOnThisMachine } from './place.ts';
import { type RedriveWork, redrive } from './redrive.ts';

const usage = `Usage: npm run redrive -- [--stage STAGE] [options]

Tries dead letters of commands and uploads again, and removes each once it is on its way.
However often that is repeated, a letter is one job at most. What first came more than ${letterDays} days ago stays.
  --stage STAGE    a deployment in the account of your AWS profile; without it, the platform on this machine
  --region REGION  where it is deployed (default: the profile's)
  --list           only show what there is, and why it was given up
  --prefix TEXT    only letters whose key begins so; a whole key is one letter
  --pay-again      also letters of jobs that the provider may have billed already
`;

await run().catch((error) => {
  const { text, exitCode } = describeFailure(error, usage);
  process.stderr.write(text);
  process.exitCode = exitCode;
});

async function run(): Promise<void> {
  const { help, stage, region, prefix, list, 'pay-again': payAgain } = readOptions();
  if (help) {
    process.stdout.write(usage);
    return;
  }
  const place =
    stage === undefined
      ? await placeOnThisMachine()
      : await placeOfStage(new CloudFormationClient({ region: accountRegion(region) }), stage);
  await redrive(composeWork(place), { prefix, onlyList: list, payAgain });
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      list: { type: 'boolean', default: false },
      stage: { type: 'string' },
      region: { type: 'string' },
      prefix: { type: 'string', default: '' },
      'pay-again': { type: 'boolean', default: false },
    },
  });
  return values;
}

function composeWork({ bucket, deadLetterBucket, eventBus, s3, events }: Place): RedriveWork {
  const media = new ObjectStore(new S3Client(s3), bucket);
  return {
    sources: [
      { store: media, prefix: 'dead-letters/commands/' },
      { store: media, prefix: 'dead-letters/uploads/' },
      { store: media.of(deadLetterBucket), prefix: 'aws/lambda/async/' },
    ],
    bus: { client: new EventBridgeClient(events), name: eventBus },
    clock: systemClock,
    print: (line) => process.stdout.write(`${line}\n`),
  };
}
