import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { startAwsJson } from '../../infra/local/wire/aws-json.ts';

type Entry = { readonly EventBusName: string; readonly Source: string; readonly Detail: string };

/** EventBridge's wire; it refuses events that speak of `refused`. */
export async function startRedriveBus() {
  const taken: Entry[] = [];
  const server = await startAwsJson({
    ...{ port: 0, version: '1.1', targetPrefix: 'AWSEvents' },
    operations: {
      PutEvents: (input) => {
        const [entry] = input.Entries as Entry[];
        const refused = entry?.Detail.includes('refused');
        if (entry && !refused) taken.push(entry);
        const failure = { ErrorCode: 'MalformedDetail', ErrorMessage: 'It is no JSON.' };
        return {
          FailedEntryCount: refused ? 1 : 0,
          Entries: [refused ? failure : { EventId: 'e' }],
        };
      },
    },
  });
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'planted-secret' };
  const client = new EventBridgeClient({
    ...{ endpoint: server.url, region: 'eu-central-1', credentials },
  });
  const close = async () => {
    client.destroy();
    await server.close();
  };
  return { client, taken, close };
}
