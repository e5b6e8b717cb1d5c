import { mayHaveBeenBilled } from '../../../../infra/redrive/describe-letter.ts';
import { closeJob } from '../../../../shared/jobs/close-job.ts';
import type { JobRecord } from '../../../../shared/jobs/job-record.ts';
import { keys } from '../../../../shared/storage/keys.ts';
import { runUpload } from '../../../../shared/uploads/run-upload.ts';
import type { UploadEvent } from '../../../../shared/uploads/upload-event.ts';
import { heal, loseAnswer } from '../../../support/fake-wire.ts';
import type { VideoWorld } from '../../../support/in-process-world.ts';
import { expectLawful } from './upload-laws.ts';
import {
  complete,
  drop,
  fail,
  failure,
  forget,
  forgetClaims,
  letters,
  read,
  recover,
  redriven,
} from './uploads-world.ts';

const name = 'films/a.jpg';
const dayMilliseconds = 24 * 3600 * 1000;

/** One object, and all that was told of it. */
export type Story = {
  readonly world: VideoWorld;
  readonly first: UploadEvent;
  /** The events by which letters were tried again; any may come once more. */
  readonly sent: UploadEvent[];
  /** What a job may be made for: the object, and each job whose letter was tried again. */
  readonly wanted: Set<string>;
  /** Jobs whose start was taken and denied. */
  readonly denied: Set<string>;
  /** The events that nothing came of yet, each of which Lambda makes once more. */
  readonly owed: UploadEvent[];
  /** Jobs that their owner has deleted. */
  readonly deleted: Set<string>;
};

/** The jobs that are on record, the first one first. */
async function jobsOf({ world }: Story): Promise<JobRecord[]> {
  const ids = world.machine.started.map(({ name }) => name);
  const found = await Promise.all(ids.map((id) => world.work.records.find({ owner: 'acme', id })));
  return found.filter((record) => record !== undefined);
}

const isOpen = ({ phase }: JobRecord) => phase !== 'closed' && phase !== 'closing';
const isDoubtful = ({ status, error }: JobRecord) =>
  status === 'failed' && error?.maybe_billed === true;
const isFresh = ({ world }: Story, { created_at }: JobRecord) =>
  world.clock.now().getTime() - new Date(created_at).getTime() < 3 * dayMilliseconds;

/** One of the jobs of a kind; which one, the chance says. */
async function withJob(
  story: Story,
  chance: number,
  fits: (job: JobRecord) => boolean,
  act: (job: JobRecord) => Promise<unknown>,
): Promise<void> {
  const jobs = (await jobsOf(story)).filter(fits);
  const job = jobs[chance % Math.max(1, jobs.length)];
  if (job) await act(job);
}

/** An event whose start Step Functions takes, if it comes to that, and denies. */
async function denied({ world, denied, owed }: Story, event: UploadEvent): Promise<void> {
  const before = world.machine.started.length;
  loseAnswer(world.wire, ({ service }) => service === 'states');
  await runUpload(world.creator, event).catch(() => owed.push(event));
  heal(world.wire);
  for (const { name } of world.machine.started.slice(before)) denied.add(name);
}

const send = ({ world }: Story, event: UploadEvent) => runUpload(world.creator, event);

/** Lambda's next attempts at what has failed. */
async function comeAgain(story: Story): Promise<void> {
  for (const event of story.owed.splice(0)) await send(story, event);
}

async function sendLetters(story: Story, payAgain: boolean, by = send): Promise<void> {
  const { world, sent, wanted } = story;
  for (const key of await letters(world)) {
    if (mayHaveBeenBilled(await read(world, key)) && !payAgain) continue;
    const event = await redriven(world, key);
    await world.work.store.remove(key);
    sent.push(event);
    wanted.add(event.event.detail.redrive ?? '');
    await by(story, event);
  }
}

/** Lambda's next attempts come within hours. Lifecycles take claims and letters, by the days that they have been there. */
async function wait(story: Story, days: number): Promise<void> {
  await comeAgain(story);
  const { world } = story;
  world.clock.advance(days * 24 * 3600);
  await forgetClaims(world);
  await forget(world, 'dead-letters/uploads/', 'given_up_at', 30);
}

/** Its owner deletes the only job that there ever was. */
async function deleteJob({ world, deleted }: Story, job: JobRecord): Promise<void> {
  deleted.add(job.id);
  await world.creator.idempotency.forget(job.idempotency_claim ?? '', job.id);
  await world.work.store.remove(keys.record(job));
}

/** All that may happen to an object and its jobs; which of several, the chance says. */
export const deeds: Readonly<Record<string, (story: Story, chance: number) => Promise<unknown>>> = {
  tell: (story) => send(story, story.first),
  tellAndDeny: (story) => denied(story, story.first),
  comeAgain,
  sendLetters: (story) => sendLetters(story, false),
  payAgain: (story) => sendLetters(story, true),
  payAgainAndDeny: (story) => sendLetters(story, true, denied),
  resend: async ({ world, sent }, chance) => {
    const event = sent[chance % Math.max(1, sent.length)];
    if (event) await runUpload(world.creator, event);
  },
  resendAndDeny: async (story, chance) => {
    const event = story.sent[chance % Math.max(1, story.sent.length)];
    if (event) await denied(story, event);
  },
  complete: (story, chance) => withJob(story, chance, isOpen, (job) => complete(story.world, job)),
  fail: (story, chance) => withJob(story, chance, isOpen, (job) => fail(story.world, job)),
  failInDoubt: (story, chance) =>
    withJob(story, chance, isOpen, (job) =>
      fail(story.world, job, { ...failure, maybe_billed: true }),
    ),
  recover: (story, chance) =>
    withJob(
      story,
      chance,
      (job) => isDoubtful(job) && isFresh(story, job),
      (job) => recover(story.world, job),
    ),
  closeLate: (story, chance) =>
    withJob(
      story,
      chance,
      (job) => !isOpen(job) && isFresh(story, job),
      (job) => closeJob(story.world.work, job),
    ),
  takeResult: ({ world }) => world.work.store.remove(`results/${name}.json`),
  deleteOnlyJob: (story, chance) =>
    story.world.machine.started.length === 1
      ? withJob(
          story,
          chance,
          ({ phase }) => phase === 'closed',
          (job) => deleteJob(story, job),
        )
      : Promise.resolve(),
  waitADay: (story) => wait(story, 1),
  waitTwoWeeks: (story) => wait(story, 14),
  waitFiveWeeks: (story) => wait(story, 37),
};

/** One step of a story: what happens, and to which of several. */
export type Step = { readonly deed: string; readonly chance: number };

/** Lets all of it happen to an object, and looks after each step whether it was lawful. */
export async function tellStory(world: VideoWorld, steps: readonly Step[]): Promise<void> {
  const first = await drop(world, `inbox/${name}`);
  const story: Story = {
    ...{ world, first, sent: [], wanted: new Set(['']) },
    ...{ denied: new Set(), owed: [], deleted: new Set() },
  };
  let startsWhenDone: number | undefined;
  for (const { deed, chance } of [...steps, { deed: 'comeAgain', chance: 0 }]) {
    await deeds[deed]?.(story, chance);
    const jobs = await jobsOf(story);
    const isDone = jobs.some(({ status }) => status === 'completed');
    if (isDone) startsWhenDone ??= world.machine.started.length;
    await expectLawful(story, jobs, startsWhenDone);
  }
}
