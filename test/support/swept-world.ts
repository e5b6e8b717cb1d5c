import { randomUUID } from 'node:crypto';
import type { JobRecord } from '../../shared/jobs/job-record.ts';
import { RecordStore } from '../../shared/jobs/record-store.ts';
import { keys } from '../../shared/storage/keys.ts';
import { newRecord } from '../../shared/video/new-record.ts';
import { planVideo } from '../../shared/video/plan-video.ts';
import type { SubmitWork } from '../../shared/video/prepare-submit.ts';
import { withClose } from './closing.ts';
import { runMachine } from './in-process-machine.ts';
import { startWorlds } from './in-process-world.ts';

export type SweptWorld = Awaited<
  ReturnType<Awaited<ReturnType<typeof startSweptWorlds>>['create']>
>;

/** Worlds with a sweep, whose jobs are as a `POST` leaves them that dies before it starts their execution. */
export async function startSweptWorlds() {
  const { create: createWorld, storage, close } = await startWorlds();
  const create = async () => {
    const world = await createWorld();
    const { creator, clock, machine } = world;
    const store = await storage.createStore(undefined, creator.store.bucket);
    return {
      ...world,
      work: withClose(creator),
      /** The bucket past the wire. */
      store,
      records: new RecordStore(store, clock),
      executions: machine.executions,
      keysUnder: (prefix: string) => store.listKeys(prefix),
      newJob: (prompt = 'a cat', owner = 'acme') => writeJob(creator, prompt, owner),
      /** Runs whatever executions have been started, and what those start, until nothing runs. */
      runAll: async () => {
        for (let name = runningOf(machine.executions); name; name = runningOf(machine.executions)) {
          const { input } = machine.started.find((one) => one.name === name) ?? {};
          await runMachine(world, input as { owner: string; id: string });
          machine.executions.set(name, 'over');
        }
      },
    };
  };
  return { create, close };
}

function runningOf(executions: ReadonlyMap<string, string>): string | undefined {
  return [...executions].find(([, state]) => state === 'running')?.[0];
}

async function writeJob(
  { store, records, clock, catalogue }: SubmitWork,
  prompt: string,
  owner: string,
): Promise<JobRecord> {
  const request = { prompt };
  const job = { owner, id: `vid_${randomUUID().replaceAll('-', '')}` };
  const claim = { createdAt: clock.now(), claimKey: 'idempotency/x', replayed: false, made: false };
  const admission = { id: job.id, ...claim };
  const plan = planVideo(catalogue, request);
  const record = newRecord({ timeScale: 1 }, job, admission, plan, request);
  await store.writeJson(keys.open(job.id), { ...job, at: record.created_at });
  await store.writeJson(keys.request(job), request);
  await records.create(record);
  return record;
}
