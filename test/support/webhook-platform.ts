import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { startPlatform } from '../../infra/local/platform.ts';
import { synthesize } from '../../infra/local/synthesize.ts';
import { JobEvent } from '../../shared/contract/event.ts';
import { Caller } from './caller.ts';
import { projectRoot } from './project-root.ts';
import { type AnswersOf, startReceiver } from './receiver.ts';

const Seen = z.object({
  events: z.array(z.object({ busName: z.string(), event: z.object({ detail: z.unknown() }) })),
});

/**
 * A platform of its own, because it must trust its receiver of webhooks before it starts. It runs a hundred times
 * faster than the provider, which still leaves a job with the usual deadline more than half a minute.
 */
export async function startWebhookPlatform(apiKeys: readonly string[], answersOf: AnswersOf) {
  const receiver = await startReceiver(answersOf);
  const directory = await mkdtemp(join(tmpdir(), 'qwen-webhooks-'));
  const assembly = await synthesize(projectRoot, () => {});
  const start = () =>
    startPlatform(projectRoot, assembly, {
      ...{ port: 0, directory, apiKeys, provider: undefined, twinSpeed: 100 },
      webhookOrigins: [receiver.origin],
    });
  let platform = await start();
  return {
    receiver,
    directory,
    endpoints: () => platform.endpoints,
    callerWith: (key: string) =>
      new Caller({
        ...{ api: platform.endpoints.api, key },
        repliesFile: join(directory, 'replies.jsonl'),
      }),
    /** What the bus has carried about a job so far. */
    eventsOf: async (id: string): Promise<JobEvent[]> => {
      const answer = await fetch(`${platform.endpoints.events}/_events?after=0`);
      const { events } = Seen.parse(await answer.json());
      const ours = events.filter(({ busName }) => busName === 'qwen-media');
      return ours.map(({ event }) => JobEvent.parse(event.detail)).filter((e) => e.subject === id);
    },
    restart: async () => {
      await platform.close();
      platform = await start();
    },
    close: async () => {
      await platform.close();
      await rm(directory, { recursive: true });
      await receiver.close();
    },
  };
}
