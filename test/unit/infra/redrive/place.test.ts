import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeServer, listen } from '../../../../infra/local/wire/listen.ts';
import { placeOfStage } from '../../../../infra/redrive/place.ts';

/** What deployments' stacks tell; the later ones are of releases that told less. */
const stacks: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'qwen-media-prod-storage': { MediaBucket: 'the-media', DeadLetterBucket: 'the-letters' },
  'qwen-media-prod-events': { EventBus: 'qwen-media-prod' },
  'qwen-media-prod-triggers': { RedrivenCommandsRule: 'arn:aws:events:…' },
  'qwen-media-old-storage': {},
  'qwen-media-old-events': { EventBus: 'qwen-media-old' },
  'qwen-media-old-triggers': {},
  'qwen-media-deaf-storage': { MediaBucket: 'the-media', DeadLetterBucket: 'the-letters' },
  'qwen-media-deaf-events': { EventBus: 'qwen-media-deaf' },
  'qwen-media-deaf-triggers': {},
};

const described = (outputs: Readonly<Record<string, string>>) => {
  const members = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const stack = `<member><Outputs>${members.join('')}</Outputs></member>`;
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
};
const refused = (name: string) =>
  `<ErrorResponse><Error><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`;

/** CloudFormation's query wire, as far as it is asked. */
const server = createServer(async (request, response) => {
  const name = new URLSearchParams(await text(request)).get('StackName') ?? '';
  const outputs = stacks[name];
  response.writeHead(outputs ? 200 : 400, { 'content-type': 'text/xml' });
  response.end(outputs ? described(outputs) : refused(name));
});
let client: CloudFormationClient;
beforeAll(async () => {
  const endpoint = `http://127.0.0.1:${await listen(server, 0)}`;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };
  client = new CloudFormationClient({ endpoint, region: 'eu-west-1', credentials });
});
afterAll(async () => {
  client.destroy();
  await closeServer(server);
});

describe('the place of a stage', () => {
  it('is told by the outputs of its stacks', async () => {
    expect(await placeOfStage(client, 'prod')).toMatchObject({
      bucket: 'the-media',
      deadLetterBucket: 'the-letters',
      eventBus: 'qwen-media-prod',
    });
  });

  it.each([
    ['nowhere', 'There is no stack qwen-media-nowhere-storage in this account and region: deploy'],
    ['old', 'The stacks of old lack outputs: deploy the stage again.'],
    ['deaf', /No rule of deaf hears commands .* deploy this version to it first/],
  ])('is not guessed: %s', async (stage, words) => {
    await expect(placeOfStage(client, stage)).rejects.toThrow(words);
  });
});
