import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { findPlatform } from '../local/endpoints.ts';
import { readSettings } from '../local/settings.ts';

/** Where dead letters lie and which bus takes their events. */
export type Place = {
  readonly bucket: string;
  readonly deadLetterBucket: string;
  readonly eventBus: string;
  readonly s3: S3ClientConfig;
  readonly events: EventBridgeClientConfig;
};

/** The stage is not deployed in this account and region, or not all of it by this release. */
class StageMissingError extends Error {
  override readonly name = 'StageMissing';
  readonly code = 'stage_missing';
}

/** The platform that runs on this machine. */
export async function placeOnThisMachine(): Promise<Place> {
  const found = await findPlatform(readSettings().directory);
  if (!found) throw new Error('No platform runs here: start one, or name a --stage.');
  const { region, credentials, s3, events, bucket, deadLetterBucket, eventBus } = found;
  return {
    ...{ bucket, deadLetterBucket, eventBus },
    s3: { region, credentials, endpoint: s3 },
    events: { region, credentials, endpoint: events },
  };
}

/**
 * A deployment, as its stacks' outputs tell: a bus by a guessed name would take events and drop them, and so would one
 * on which no rule hears them.
 * @throws StageMissingError
 */
export async function placeOfStage(client: CloudFormationClient, stage: string): Promise<Place> {
  const [storage, events, triggers] = await Promise.all(
    ['storage', 'events', 'triggers'].map((part) =>
      outputsOf(client, `qwen-media-${stage}-${part}`),
    ),
  );
  const [bucket, deadLetterBucket] = [storage?.MediaBucket, storage?.DeadLetterBucket];
  const eventBus = events?.EventBus;
  if (!bucket || !deadLetterBucket || !eventBus)
    throw new StageMissingError(`The stacks of ${stage} lack outputs: deploy the stage again.`);
  if (!triggers?.RedrivenCommandsRule)
    throw new StageMissingError(
      `No rule of ${stage} hears commands that are tried again, they would be lost: deploy this version to it first, all stacks.`,
    );
  const { region } = client.config;
  return { bucket, deadLetterBucket, eventBus, s3: { region }, events: { region } };
}

async function outputsOf(client: CloudFormationClient, StackName: string) {
  const { Stacks: [stack] = [] } = await client
    .send(new DescribeStacksCommand({ StackName }))
    .catch((error: Error) => {
      if (error.name !== 'ValidationError') throw error;
      throw new StageMissingError(
        `There is no stack ${StackName} in this account and region: deploy the stage, or name another.`,
      );
    });
  const outputs = (stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [
    OutputKey,
    OutputValue,
  ]);
  return Object.fromEntries(outputs) as Record<string, string | undefined>;
}
