import { redrive } from '../../../../infra/redrive/redrive.ts';
import { type Command, RedrivenCommand } from '../../../../shared/commands/command.ts';
import { rerunCommand } from '../../../../shared/commands/run-command.ts';
import { eventClaimDays, letterDays } from '../../../../shared/dead-letters/dead-letter.ts';
import { type JobReference, keys } from '../../../../shared/storage/keys.ts';
import { closeVideo } from '../../../../shared/video/close-video.ts';
import { deleteVideo } from '../../../../shared/video/delete-video.ts';
import type { VideoWorld } from '../../../support/in-process-world.ts';
import type { startRedriveBus } from '../../../support/redrive-bus.ts';

export const day = 24 * 3600;
export const eventId = '7c1ab6c0-0000-4000-8000-000000000001';

/** The event of a command as its rule hands it on; put on the bus when the worlds begin. */
export function command(detail: object, allows: Command['allows'] = { owner: 'acme', owners: [] }) {
  const type = { source: 'shop', 'detail-type': 'video.create' } as const;
  const event = { id: eventId, time: '2026-11-21T04:00:00Z', ...type, detail };
  return { rule: 'commands', allows, event } as Command;
}

/** The settings that `command` comes by. */
export const usualRules = { commands: { owner: 'acme', owners: [], sources: ['shop'] } };

/** A dead letter of a command as the fixed rule of the bus hands it on. */
export function redriven(
  first: Command,
  rules: RedrivenCommand['rules'] = usualRules,
): RedrivenCommand {
  const { rule, event } = first;
  return { rules, event: { id: 'another', detail: { rule, event } } };
}

/** The owner deletes whatever there is. */
export async function deleteJobs({ work, creator, machine }: VideoWorld): Promise<void> {
  for (const job of machine.started.map(({ input }) => input as JobReference)) {
    if (!(await work.records.find(job))) continue;
    const verdict = { status: 'cancelled', error: null } as const;
    await work.records.update(job, { type: 'abandon', verdict });
    await closeVideo(work, job);
    await deleteVideo(creator, job);
  }
}

/** What `videoDays` takes: records go, and no claim hears of it. */
export async function expireJobs({ work, machine }: VideoWorld): Promise<void> {
  for (const { input } of machine.started)
    await work.store.remove(keys.record(input as JobReference));
}

/** Lambda's record of an event that was not handled in three attempts. */
export async function recordOfLambda({ work }: VideoWorld, payload: Command): Promise<void> {
  const given = { timestamp: work.clock.now().toISOString(), requestPayload: payload };
  await work.store.writeJson('aws/lambda/async/f/1', given);
}

type Bus = Awaited<ReturnType<typeof startRedriveBus>>;

/** `npm run redrive`, and RunCommand's part of it; gives the lines that were printed. */
export async function redriveAll(
  world: VideoWorld,
  bus: Bus,
  rules: object = usualRules,
): Promise<string[]> {
  const { store, clock } = world.work;
  const lines: string[] = [];
  bus.taken.length = 0;
  const sources = ['dead-letters/commands/', 'aws/lambda/async/'];
  const work = {
    sources: sources.map((prefix) => ({ store, prefix })),
    bus: { client: bus.client, name: 'jobs' },
    ...{ clock, print: (line: string) => lines.push(line) },
  };
  await redrive(work, { prefix: '', onlyList: false, payAgain: false });
  for (const [index, { Detail }] of bus.taken.entries()) {
    const id = `redriven-${clock.now().getTime()}-${index}`;
    const base64 = Buffer.from(JSON.stringify(rules)).toString('base64');
    const payload = { rules: base64, event: { id, detail: JSON.parse(Detail) } };
    await rerunCommand(world.creator, RedrivenCommand.parse(payload));
  }
  return lines;
}

/** Lets days go by, and has the bucket's lifecycles take what is too old then. */
export function createDays({ work, clock }: VideoWorld): (days: number) => Promise<void> {
  const seen = new Map<string, { readonly etag: string; readonly since: number }>();
  const forget = async (prefix: string, days: number) => {
    const now = clock.now().getTime();
    for (const key of await work.store.listKeys(prefix)) {
      const etag = (await work.store.head(key))?.etag ?? '';
      const known = seen.get(key);
      const since = known?.etag === etag ? known.since : now;
      seen.set(key, { etag, since });
      if (now - since > days * day * 1000) await work.store.remove(key);
    }
  };
  const look = async () => {
    for (const prefix of ['dead-letters/', 'aws/']) await forget(prefix, letterDays);
    await forget('idempotency/', eventClaimDays + 1);
  };
  return async (days) => {
    await look();
    clock.advance(days * day);
    await look();
  };
}
