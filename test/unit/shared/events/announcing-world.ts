import { heal, killAt } from '../../../support/fake-wire.ts';
import { startWorlds } from '../../../support/in-process-world.ts';

const down = { code: 'InternalFailure', status: 500 };

/** One world whose news go over its wire, an hour after its samples began. */
export async function startAnnouncingWorld() {
  const { create, storage, close } = await startWorlds();
  const { work, creator, wire, logs, news, hooks, clock, machine } = await create({
    newsOverWire: true,
  });
  clock.advance(3600);
  return {
    ...{ work, creator, logs, close },
    /** What the bus was told, the deliveries and the jobs that were started. */
    ...{ seen: news.told, started: hooks.started, jobs: machine.started },
    /** What is wrong with whom news are told to. */
    trouble: {
      set busIsDown(is: boolean) {
        news.fault = is ? down : undefined;
      },
      set refusesEvents(is: boolean) {
        news.refuses = is;
      },
      set machineIsDown(is: boolean) {
        hooks.fault = is ? down : undefined;
      },
    },
    /** As if nothing had been told yet, and all were well. */
    forget: () => {
      hooks.executions.clear();
      for (const list of [news.told, hooks.started, logs]) list.length = 0;
      Object.assign(news, { fault: undefined, refuses: false });
      hooks.fault = undefined;
    },
    killAt: (n: number, moment: 'before' | 'after') => killAt(wire, n, moment),
    heal: () => heal(wire),
    /** What a function over the same bucket is made from. */
    functionWorld: {
      ...{ clock, fetch, aws: storage.access, log: (line: string) => void logs.push(line) },
      environment: { MEDIA_BUCKET: work.store.bucket },
    },
  };
}
